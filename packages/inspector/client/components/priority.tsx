import styles from './priority.module.css'

const words = { 1: 'Low', 2: 'Medium', 3: 'High' } as const

/** A priority as one to three bars, with its word. */
export function Priority({ priority }: { readonly priority: 1 | 2 | 3 }) {
  return (
    <span className={styles['priority']}>
      <svg width="11" height="10" viewBox="0 0 11 10" aria-hidden="true" className={styles['bars']}>
        {[1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 4}
            y={9 - bar * 3}
            width="3"
            height={bar * 3 + 1}
            rx="0.5"
            data-on={bar <= priority}
          />
        ))}
      </svg>
      {words[priority]}
    </span>
  )
}
