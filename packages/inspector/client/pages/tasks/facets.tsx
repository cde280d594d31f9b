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

/** How many tasks are in each state, for the filter without its states; pressed, a state is asked for. */
export function Facets({ filter, scope, onFilter, types }: FacetsProps) {
  const { queries } = useSession()
  const others = splitWords(`${scope} ${filter}`).filter((word) => !/^-?state:/u.test(word))
  const { data } = useQuery({ ...queries.tasksCount(others.join(' ')), placeholderData: (known) => known })
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
            isCapped={data?.isCapped === true}
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
