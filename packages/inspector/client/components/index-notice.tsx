import { Link } from '@tanstack/react-router'

import styles from './index-notice.module.css'

interface IndexNoticeProps {
  /** How they would be counted, and what else is left out. */
  readonly what: string
}

/** So many tasks are only counted along indexes. */
export function IndexNotice({ what }: IndexNoticeProps) {
  return (
    <p role="note" className={styles['notice']}>
      There are too many tasks to count them {what} without the indexes of the inspector. Create them under{' '}
      <Link to="/health">Health</Link>.
    </p>
  )
}
