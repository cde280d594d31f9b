import { actions } from '../../shared/actions.ts'
import { Button } from '../components/button.tsx'
import { askFor } from './action-request.ts'

interface ActionButtonProps {
  readonly action: Parameters<typeof askFor>[0]
  /** Why it cannot be pressed; undefined when it can. */
  readonly refusal: string | undefined
  /**
   * What it says.
   * @defaultValue the title of the action
   */
  readonly title?: string | undefined
}

/** Opens the dialog of an action, or says why that is not possible. */
export function ActionButton({ action, refusal, title = actions[action.kind].title }: ActionButtonProps) {
  return (
    <Button disabled={refusal !== undefined} title={refusal} onClick={() => askFor(action)}>
      {title}
    </Button>
  )
}
