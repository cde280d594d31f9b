import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'

interface MissingPartProps {
  readonly onClose: () => void
}

/** Stands in for a dialog whose part of the program could not be fetched: the page behind it stays. */
function MissingPart({ onClose }: MissingPartProps) {
  return (
    <Dialog
      title="This could not be fetched"
      isOpen
      onClose={onClose}
      footer={<Button onClick={() => location.reload()}>Reload the page</Button>}
    >
      The inspector is away, or is a newer one now.
    </Dialog>
  )
}

/** What is shown in the place of a part of the program, after the failure to fetch it. */
export function withoutPart(): { readonly default: typeof MissingPart } {
  return { default: MissingPart }
}
