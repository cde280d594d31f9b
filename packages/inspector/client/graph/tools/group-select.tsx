import { useRef, type RefObject } from 'react'

import { stackings, type Stacking } from '../../router/search.ts'
import type { GraphViewProps } from '../graph-view.tsx'
import { stackingFor } from '../model/stacking-for.ts'

import styles from './tools.module.css'

export interface Grouping {
  readonly chosen: Stacking
  readonly choose: (stacking: Stacking) => void
  /** Where the list registers itself, for the key that leads to it. */
  readonly field: RefObject<HTMLSelectElement | null>
}

/** What tasks are put together by, of a graph of some size. */
export function useGrouping(
  { search, onSearch }: Pick<GraphViewProps, 'search' | 'onSearch'>,
  size: number,
): Grouping {
  const field = useRef<HTMLSelectElement>(null)
  const choose = (stacking: Stacking): void => {
    const group = stacking === stackingFor({}, size) ? undefined : stacking
    onSearch({ group, open: undefined, v: undefined })
  }
  return { chosen: stackingFor(search, size), choose, field }
}

const titles: Readonly<Record<Stacking, string>> = {
  identical: 'Siblings stacked',
  type: 'By type',
  dependency: 'By dependency group',
  level: 'By level',
  finished: 'Finished folded',
  none: 'Every task',
}

/** The list of what tasks can be put together by. */
export function GroupSelect({ grouping: { chosen, choose, field } }: { readonly grouping: Grouping }) {
  return (
    <select
      ref={field}
      className={styles['select']}
      aria-label="Group by"
      aria-keyshortcuts="G"
      title="Group by (G)"
      value={chosen}
      onChange={(event) => {
        const stacking = stackings.find((name) => name === event.target.value)
        if (stacking !== undefined) choose(stacking)
      }}
      onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
    >
      {stackings.map((name) => (
        <option key={name} value={name}>
          {titles[name]}
        </option>
      ))}
    </select>
  )
}
