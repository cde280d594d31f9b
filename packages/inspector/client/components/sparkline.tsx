interface SparklineProps {
  readonly values: readonly number[]
  /** The CSS variable of its colour. */
  readonly colour: string
  readonly title: string
}

const width = 96
const height = 20

/** A line that shows how something went, without any scale: the charts have that. */
export function Sparkline({ values, colour, title }: SparklineProps) {
  if (values.length < 2 || values.every((value) => value === 0)) return null
  return (
    <svg
      role="img"
      aria-label={title}
      viewBox={`0 -1 ${width} ${height + 2}`}
      width={width}
      height={height + 2}
      preserveAspectRatio="none"
    >
      <title>{title}</title>
      <polyline
        points={pointsOf(values)}
        fill="none"
        stroke={`var(${colour})`}
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}

function pointsOf(values: readonly number[]): string {
  const highest = Math.max(...values)
  return values
    .map((value, place) => {
      const [x, y] = [(place / (values.length - 1)) * width, height - (value / highest) * height]
      return `${x.toFixed(1)},${y.toFixed(1)}`
    })
    .join(' ')
}
