interface SparklineProps {
  readonly values: readonly number[]
  /** The CSS variable of its colour. */
  readonly colour: string
}

const width = 96
const height = 20

/** A line that shows how something went, without any scale: the charts have that. What is beside it says it in words. */
export function Sparkline({ values, colour }: SparklineProps) {
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 -1 ${width} ${height + 2}`}
      width={width}
      height={height + 2}
      preserveAspectRatio="none"
    >
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
