import styles from './skeleton.module.css'

interface SkeletonProps {
  /** What is being read, for a screen reader. */
  readonly label: string
  readonly rows?: number
  /** The height of one row; as high as what will stand there, so that nothing moves. */
  readonly height?: number
}

export function Skeleton({ label, rows = 8, height = 36 }: SkeletonProps) {
  return (
    <div role="status" className={styles['skeleton']}>
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, place) => (
        <div key={place} className={styles['row']} style={{ height }}>
          <div className={styles['bar']} style={{ width: `${55 + ((place * 37) % 40)}%` }} />
        </div>
      ))}
    </div>
  )
}
