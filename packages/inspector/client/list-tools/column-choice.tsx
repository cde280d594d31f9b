import { Columns3 } from 'lucide-react'

import { DropDown } from '../components/drop-down.tsx'
import type { Column } from '../components/grid/column.ts'
import { setPreference, usePreferences } from '../preferences/preferences.ts'
import { useStore } from '../store.ts'
import { hiddenColumns, toggleColumn } from './list-columns.ts'
import type { ListName } from './list-views.ts'

import styles from './list-tools.module.css'

interface ColumnChoiceProps {
  readonly list: ListName
  readonly columns: readonly Pick<Column<never>, 'key' | 'title' | 'until'>[]
}

const icon = <Columns3 size={14} aria-hidden />

/** Which columns a list has, and how high its rows are. */
export function ColumnChoice({ list, columns }: ColumnChoiceProps) {
  const hidden = useStore(hiddenColumns)[list]
  const { density } = usePreferences()
  // A column for phones alone stands for those that do not fit there.
  const offered = columns.filter(({ until }) => until === undefined)
  const shown = offered.filter(({ key }) => !hidden.includes(key))
  return (
    <DropDown label="Columns" icon={icon}>
      {() => (
        <>
          {offered.map(({ key, title }) => (
            <label key={key} className={styles['item']}>
              <input
                type="checkbox"
                checked={!hidden.includes(key)}
                disabled={shown.length === 1 && shown[0]?.key === key}
                onChange={() => toggleColumn(list, key)}
              />
              {title}
            </label>
          ))}
          <p className={styles['note']}>A list that is too narrow leaves some of them out.</p>
          <hr className={styles['rule']} />
          <label className={styles['item']}>
            <input
              type="checkbox"
              checked={density === 'compact'}
              onChange={(event) => setPreference('density', event.target.checked ? 'compact' : 'comfortable')}
            />
            Compact rows
          </label>
        </>
      )}
    </DropDown>
  )
}
