import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'

import { viewStates } from '../../../shared/view-states.ts'
import type { Series, SeriesWindow } from '../../api/wire.ts'
import { ChartPanel } from '../../components/chart/chart-panel.tsx'
import {
  lengthOf,
  type ChartData,
  type ChartSeries,
  type TimeSpan,
} from '../../components/chart/chart-series.ts'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { ClockTime } from '../../components/time.tsx'
import { formatCount, formatShort } from '../../format/count.ts'
import { formatDuration } from '../../format/duration.ts'
import { useSession } from '../../session.ts'
import { BrushedTime } from './brushed-time.tsx'
import { FailedMeanwhile } from './failed-meanwhile.tsx'

import styles from './overview.module.css'

interface ChartsProps {
  readonly window: SeriesWindow
  readonly type: string
}

/** How much was finished, how long tasks waited and ran, and how many were open. */
export function Charts({ window, type }: ChartsProps) {
  const { queries } = useSession()
  const { data, error, refetch } = useQuery({
    ...queries.series(window, type),
    placeholderData: (known) => known,
  })
  const [span, setSpan] = useState<TimeSpan>()
  const charts = useMemo(() => (data === undefined ? undefined : chartsOf(data)), [data])
  if (charts === undefined && error !== null) {
    return <ErrorPanel error={error} what="The charts" onRetry={() => void refetch()} />
  }
  if (charts === undefined) return <div className={styles['chartsWaiting']} />
  const countedFrom = data?.depth.from
  return (
    <>
      <FailedMeanwhile window={window} type={type} />
      <div className={styles['charts']}>
        <ChartPanel
          title={`Settled every ${formatDuration(charts.throughput.step)}`}
          data={charts.throughput}
          format={formatShort}
          onBrush={setSpan}
        />
        <ChartPanel
          title="Waited before they ran"
          data={charts.wait}
          format={formatDuration}
          onBrush={setSpan}
        />
        <ChartPanel title="Ran" data={charts.run} format={formatDuration} onBrush={setSpan} />
        {type === '' && (
          <ChartPanel
            title="Open tasks"
            data={charts.depth}
            format={formatCount}
            onBrush={setSpan}
            note={
              countedFrom !== undefined && (
                <small>
                  since <ClockTime time={countedFrom} />
                </small>
              )
            }
            empty={countedFrom === undefined ? 'They are counted from now on.' : 'There were none.'}
          />
        )}
      </div>
      {span !== undefined && (
        <BrushedTime
          span={span}
          scale={lengthOf(charts.throughput)}
          type={type}
          onClear={() => setSpan(undefined)}
        />
      )}
    </>
  )
}

function chartsOf(series: Series): Readonly<Record<'throughput' | 'wait' | 'run' | 'depth', ChartData>> {
  const { from, step } = series
  return {
    throughput: {
      from,
      step,
      series: [
        { label: 'Finished', colour: '--state-finished', isFilled: true, values: series.finished },
        { label: 'Failed', colour: '--state-failed', dash: [4, 3], values: series.failed },
      ],
    },
    wait: { from, step, series: percentiles(series.waitP50, series.waitP95, series.waitP99) },
    run: { from, step, series: percentiles(series.runP50, series.runP95, series.runP99) },
    depth: {
      from,
      step,
      isStacked: true,
      series: series.depth.states.map(({ state, counts }, place) => ({
        label: viewStates[state].word + (counts.includes(countedAtMost) ? ' (10,000 or more)' : ''),
        colour: `--state-${state}`,
        dash: dashes[place % dashes.length] ?? [],
        isFilled: true,
        values: counts,
      })),
    },
  }
}

/** Of each state no more are counted. */
const countedAtMost = 10_000

const dashes = [[], [6, 3], [2, 3], [8, 3, 2, 3]] as const

type Values = readonly (number | null)[]

function percentiles(p50: Values, p95: Values, p99: Values): readonly ChartSeries[] {
  return [
    { label: 'p50', colour: '--state-running', values: p50 },
    { label: 'p95', colour: '--state-retrying', dash: [6, 3], values: p95 },
    { label: 'p99', colour: '--state-blocked', dash: [2, 3], values: p99 },
  ]
}
