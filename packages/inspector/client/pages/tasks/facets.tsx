import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { viewStateOrder, viewStates } from '../../../shared/view-states.ts'
import { StateGlyph } from '../../components/state-badge.tsx'
import { toggleValue, valuesOf, splitWords } from '../../filter/filter-words.ts'
import { formatCount } from '../../format/count.ts'
import { useSession } from '../../session.ts'

import styles from './tasks.module.css'

interface FacetsProps {
  readonly filter: string
  /** What holds in this list whatever the filter, such as the DAG. */
  readonly scope: string
  readonly onFilter: (filter: string) => void
  readonly types: readonly string[]
}

/**
 * How many tasks are in each state, for the filter without its states, and of each type, for the filter without its
 * types; pressed, a state or a type is asked for. What the server cannot count cheaply has no number.
 */
export function Facets({ filter, scope, onFilter, types }: FacetsProps) {
  const { queries } = useSession()
  const whole = `${scope} ${filter}`
  // Whether tasks ran is known of some states alone: without them there would be no number at all.
  const countedWith = /(?:^|\s)ran:/u.test(whole) ? whole.trim() : without(whole, /^-?state:/u)
  const { data } = useQuery({
    ...queries.tasksCount(countedWith),
    placeholderData: (known) => known,
  })
  const { data: byType } = useQuery({
    ...queries.tasksByType(without(whole, /^-?type:/u)),
    placeholderData: (known) => known,
  })
  const ofType = new Map(byType?.map((each) => [each.name, each]))
  const most = Math.max(...Object.values(data?.counts ?? {}))
  const states = valuesOf(filter, 'state')
  const chosenTypes = valuesOf(filter, 'type')
  return (
    <aside className={styles['facets']} aria-label="Counts">
      <h2 className={styles['facetTitle']}>State</h2>
      <ul>
        {viewStateOrder.map((state) => (
          <Facet
            key={state}
            isChosen={states.includes(state)}
            count={data?.counts[state]}
            isCapped={data?.isCapped === true && data.counts[state] === most}
            onToggle={() => onFilter(toggleValue(filter, 'state', state))}
          >
            <StateGlyph state={state} /> {viewStates[state].word}
          </Facet>
        ))}
      </ul>
      {types.length > 0 && (
        <>
          <h2 className={styles['facetTitle']}>Type</h2>
          <ul>
            {types.slice(0, 12).map((type) => (
              <Facet
                key={type}
                isChosen={chosenTypes.includes(type)}
                count={ofType.get(type)?.count}
                isCapped={ofType.get(type)?.isCapped === true}
                onToggle={() => onFilter(toggleValue(filter, 'type', type))}
              >
                {type}
              </Facet>
            ))}
          </ul>
        </>
      )}
    </aside>
  )
}

function without(filter: string, term: RegExp): string {
  return splitWords(filter)
    .filter((word) => !term.test(word))
    .join(' ')
}

interface FacetProps {
  readonly isChosen: boolean
  readonly count?: number | undefined
  readonly isCapped?: boolean
  readonly onToggle: () => void
  readonly children: ReactNode
}

function Facet({ isChosen, count, isCapped = false, onToggle, children }: FacetProps) {
  return (
    <li>
      <button type="button" className={styles['facet']} aria-pressed={isChosen} onClick={onToggle}>
        <span className={styles['facetName']}>{children}</span>
        {count !== undefined && (
          <span>
            {formatCount(count)}
            {isCapped && '+'}
          </span>
        )}
      </button>
    </li>
  )
}
