import { lazy, Suspense, useState, type ReactNode } from 'react'

import { formatOnScale, withoutSeconds } from '../../format/point-in-time.ts'
import { usePreferences } from '../../preferences/preferences.ts'
import { Button } from '../button.tsx'
import { hasValues, lengthOf, secondsOf, writeValue, type ChartData, type TimeSpan } from './chart-series.ts'

import styles from './chart-panel.module.css'

const TimeChart = lazy(async () => ({ default: (await import('./time-chart.tsx')).TimeChart }))

interface ChartPanelProps {
  readonly title: string
  readonly data: ChartData
  readonly format: (value: number) => string
  readonly onBrush: (span: TimeSpan) => void
  /** Said beside the title. */
  readonly note?: ReactNode
  /** @defaultValue 'Nothing was measured in this time.' */
  readonly empty?: string
}

/** A chart with its title, and the same numbers as a table. */
export function ChartPanel({
  title,
  data,
  format,
  onBrush,
  note,
  empty = 'Nothing was measured in this time.',
}: ChartPanelProps) {
  const [isTable, setTable] = useState(false)
  const isEmpty = !hasValues(data)
  return (
    <section className={styles['panel']} aria-label={title}>
      <header className={styles['header']}>
        <h2 className={styles['title']}>{title}</h2>
        {note}
        {!isEmpty && (
          <Button tone="quiet" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            {isTable ? 'View as chart' : 'View as table'}
          </Button>
        )}
      </header>
      {isEmpty && <p className={styles['empty']}>{empty}</p>}
      {!isEmpty && isTable && <ChartTable title={title} data={data} format={format} onBrush={onBrush} />}
      {!isEmpty && !isTable && (
        <Suspense fallback={<div className={styles['waiting']} />}>
          <TimeChart
            data={data}
            label={`${title}. The same numbers are in the table.`}
            format={format}
            onBrush={onBrush}
          />
        </Suspense>
      )}
    </section>
  )
}

function ChartTable({ title, data, format, onBrush }: ChartPanelProps) {
  const { clock } = usePreferences()
  const length = lengthOf(data)
  const rows = secondsOf(data)
    .map((seconds, place) => ({ seconds, values: data.series.map(({ values }) => values[place] ?? null) }))
    .toReversed()
  return (
    // The keyboard must be able to scroll what does not fit.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles['scroll']} role="group" aria-label={`${title}, as a table`} tabIndex={0}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {data.series.map(({ label }) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ seconds, values }) => (
            <tr key={seconds}>
              <th scope="row">
                <button
                  type="button"
                  className={styles['mark']}
                  title="Mark this time"
                  onClick={() => onBrush({ from: seconds * 1_000, to: seconds * 1_000 + data.step })}
                >
                  {withoutSeconds(formatOnScale(seconds * 1_000, length, clock))}
                </button>
              </th>
              {data.series.map(({ label }, place) => (
                <td key={label}>{writeValue(values[place], format)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
