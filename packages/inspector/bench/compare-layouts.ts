import { layeredLayout } from '../client/graph/layout/layered-layout.ts'
import { dagreLayout } from '../client/graph/testing/dagre-layout.ts'
import { columnsOf, forest, pipeline, type Shape } from '../client/graph/testing/shapes.ts'
import { median } from './statistics.ts'

const repeats = 3

/** Times our layout and dagre's on sizes that dagre can do: rows of a table. */
export function compareLayouts(sizes: readonly number[]): string[][] {
  return sizes.flatMap((size) => [compare('pipeline', pipeline(size)), compare('forest', forest(size))])
}

function compare(name: string, shape: Shape): string[] {
  const own = timeOf(() => layeredLayout({ ...columnsOf(shape), direction: 'right' }))
  const theirs = timeOf(() => dagreLayout(shape))
  return [name, String(shape.size), own.toFixed(1), theirs.toFixed(0), (theirs / own).toFixed(0)]
}

function timeOf(run: () => void): number {
  return median(
    Array.from({ length: repeats }, () => {
      const from = performance.now()
      run()
      return performance.now() - from
    }),
  )
}
