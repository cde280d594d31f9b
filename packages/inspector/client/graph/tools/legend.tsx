import { Panel } from '@xyflow/react'

import { viewStates } from '../../../shared/view-states.ts'
import { StateGlyph } from '../../components/state-badge.tsx'
import { standingMeanings } from '../analysis/standing.ts'
import { countStates } from '../scene/node-states.ts'
import { useScene } from '../stage/graph-context.ts'
import { useSlowLook } from '../stage/use-slow-changes.ts'

import styles from './legend.module.css'

interface LegendProps {
  readonly query: string
  readonly onQuery: (query: string) => void
}

/** Which states there are, how many of each, and what the lines mean. A click searches for a state. */
export function Legend({ query, onQuery }: LegendProps) {
  const scene = useScene()
  useSlowLook(scene)
  const counts = countStates(scene.graph, [...scene.graph.ids.keys()])
  return (
    <Panel position="bottom-left" className={styles['legend']}>
      <div className={styles['states']} role="group" aria-label="States in this graph">
        {counts.map(({ view, count }) => {
          const asked = `state:${view}`
          return (
            <button
              key={view}
              type="button"
              className={styles['state']}
              aria-pressed={query === asked}
              onClick={() => onQuery(query === asked ? '' : asked)}
            >
              <StateGlyph state={view} size={13} /> {viewStates[view].word}
              <span className={styles['count']}>{count.toLocaleString('en-GB')}</span>
            </button>
          )
        })}
      </div>
      <details className={styles['lines']}>
        <summary>Lines</summary>
        <dl>
          {Object.entries(standingMeanings).map(([standing, meaning]) => (
            <div key={standing}>
              <dt className={styles['line']} data-standing={standing} />
              <dd>{meaning}</dd>
            </div>
          ))}
          <div>
            <dt className={styles['line']} data-line="dashed" />
            <dd>does not ask for success</dd>
          </div>
          <div>
            <dt className={styles['line']} data-line="dotted" />
            <dd>may go unmet</dd>
          </div>
        </dl>
      </details>
    </Panel>
  )
}
