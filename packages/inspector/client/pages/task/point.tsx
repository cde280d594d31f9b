import { RelativeTime } from '../../components/time.tsx'
import { formatPoint } from '../../format/point-in-time.ts'
import { usePreferences } from '../../preferences/preferences.ts'

/** When something was, and how long ago. */
export function Point({ time }: { readonly time: number }) {
  const { clock } = usePreferences()
  return (
    <>
      {formatPoint(time, clock)}, <RelativeTime time={time} />
    </>
  )
}
