import { Panel } from '@xyflow/react'

import type { GraphSearch } from '../../router/search.ts'
import type { GraphViewProps } from '../graph-view.tsx'
import { writeUnfolded } from '../model/stack-keys.ts'
import { usePlaced, useScene } from '../stage/graph-context.ts'

import styles from './tools.module.css'

interface Crumb {
  readonly title: string
  /** What leads back to it: the address without what came after. */
  readonly way: Pick<GraphSearch, 'isolate' | 'open'>
}

/**
 * Where the reader is in a graph of which a part is isolated, or stacks are unfolded: each crumb leads back to it. It
 * lies over the graph, so that nothing moves when it comes.
 */
export function Breadcrumbs({ search, onSearch }: Pick<GraphViewProps, 'search' | 'onSearch'>) {
  const scene = useScene()
  const unfolded = usePlaced(scene)?.shown.unfolded ?? new Map<string, string>()
  const { isolate } = search
  const found = isolate === undefined ? undefined : scene.selection.only?.size
  const crumbs: Crumb[] = [
    { title: 'Whole DAG', way: {} },
    ...(found === undefined ? [] : [{ title: `${askedIn(search)} × ${found}`, way: { isolate } }]),
    ...[...unfolded.values()].map((title, nth) => ({
      title,
      way: { isolate, open: writeUnfolded([...unfolded.keys()].slice(0, nth + 1)) },
    })),
  ]
  if (crumbs.length === 1) return null
  return (
    <Panel position="top-left" className={styles['crumbs']}>
      <nav aria-label="Shown of the graph">
        <ol>
          {crumbs.map(({ title, way }, nth) => (
            <li key={way.open ?? title}>
              <button
                type="button"
                aria-current={nth === crumbs.length - 1 ? 'location' : undefined}
                onClick={({ currentTarget }) => {
                  if (nth === crumbs.length - 1) return
                  // With the first the line is gone, and the keyboard goes on in the graph.
                  if (nth === 0) currentTarget.closest<HTMLElement>('.react-flow')?.focus()
                  onSearch({ isolate: undefined, open: undefined, ...way })
                }}
              >
                {title}
              </button>
            </li>
          ))}
        </ol>
      </nav>
    </Panel>
  )
}

const questions = { blocked: 'Why blocked', root: 'Root causes', critical: 'Critical path' } as const

/** What was found, as it was asked for. */
function askedIn({ q, only, hide, show }: GraphSearch): string {
  const asked = [q, only && 'Failed only', hide && 'Finished hidden', show && questions[show]]
  return asked.filter(Boolean).join(', ')
}
