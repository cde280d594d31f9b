import { TriangleAlert } from 'lucide-react'

import { Button } from '../../components/button.tsx'
import { counted, formatCount } from '../../format/count.ts'
import type { GraphViewProps } from '../graph-view.tsx'
import { isFoldedAtFirst } from '../model/stacking-for.ts'
import { viewOf, type TaskGraph } from '../model/task-graph.ts'
import type { Placed } from '../scene/graph-scene.ts'
import { usePlaced, useScene } from '../stage/graph-context.ts'
import type { Arrangement } from '../stage/use-arrangement.ts'

import styles from './tools.module.css'

interface BannersProps extends Pick<GraphViewProps, 'search' | 'onSearch'> {
  readonly arrangement: Arrangement
}

/** What the reader must know of the graph as a whole, and what can be done about it. */
export function Banners({ arrangement, search, onSearch }: BannersProps) {
  const scene = useScene()
  const placed = usePlaced(scene)
  if (placed === undefined) return null
  const warnings = warningsOf(scene.graph, placed, arrangement)
  return (
    <>
      {warnings.map((warning) => (
        <div key={warning} className={styles['banner']} role="status">
          <TriangleAlert size={15} aria-hidden /> {warning}
        </div>
      ))}
      {isFoldedAtFirst(search, scene.graph.ids.length) && (
        <div className={styles['banner']} role="status">
          So many tasks are shown as one card for each type and level.
          <Button onClick={() => onSearch({ group: 'none', open: undefined, v: undefined })}>
            Show all {formatCount(scene.graph.ids.length)}
          </Button>
        </div>
      )}
      {scene.newcomers > 0 && (
        <button type="button" className={styles['newcomers']} onClick={arrangement.tidy}>
          {scene.newcomers} new · Tidy <kbd>T</kbd>
        </button>
      )}
    </>
  )
}

const mostNamed = 5

function warningsOf(graph: TaskGraph, placed: Placed, { isGivenUp }: Arrangement): string[] {
  const warnings: string[] = []
  if (isGivenUp) warnings.push('The layout did not end within 5 s, so the tasks stand in rows.')
  if (graph.isCut) warnings.push(`Only the first ${counted(graph.ids.length, 'task')} are shown.`)
  const inCycles = cycleIds(placed)
  if (inCycles.length > 0) {
    warnings.push(`Dependencies go round in a circle, so these never run: ${named(inCycles)}.`)
  }
  const ids = [...graph.missing.keys()]
    .filter((task) => viewOf(graph, task) !== 'finished')
    .map((task) => graph.ids[task]!)
  if (ids.length > 0) {
    warnings.push(`${counted(ids.length, 'task')} depend on tasks that exist no more: ${named(ids)}.`)
  }
  return warnings
}

function cycleIds({ layout, shown }: Placed): string[] {
  const ids = new Set<string>()
  layout.back.forEach((isBack, edge) => {
    if (isBack === 1)
      ids.add(shown.keys[shown.links.sources[edge]!]!).add(shown.keys[shown.links.targets[edge]!]!)
  })
  return [...ids]
}

function named(ids: readonly string[]): string {
  const more = ids.length - mostNamed
  return more > 0 ? `${ids.slice(0, mostNamed).join(', ')} and ${more} more` : ids.join(', ')
}
