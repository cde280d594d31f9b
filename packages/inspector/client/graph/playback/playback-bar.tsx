import { Link } from '@tanstack/react-router'
import { ChartGantt, Pause, Play, StepBack, StepForward } from 'lucide-react'
import { useState } from 'react'

import { viewStates } from '../../../shared/view-states.ts'
import { toFailure } from '../../api/failure.ts'
import { Button } from '../../components/button.tsx'
import { StateGlyph } from '../../components/state-badge.tsx'
import { formatCount } from '../../format/count.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatClock } from '../../format/point-in-time.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { usePreferences } from '../../preferences/preferences.ts'
import type { GraphViewProps } from '../graph-view.tsx'
import { countStates, type StateCount } from '../scene/node-states.ts'
import { useScene } from '../stage/graph-context.ts'
import { ActivityCurve } from './activity-curve.tsx'
import type { Player } from './player.ts'
import { useMoves, usePlayer, useWrittenMoment } from './use-player.ts'

import styles from './playback.module.css'

interface PlaybackBarProps extends Pick<GraphViewProps, 'onSearch'> {
  /** The moment that is shown, as the address says it. */
  readonly at: string
  /** Whether it plays as soon as it can; not where less motion is wanted. */
  readonly playsAtOnce: boolean
}

/** The graph as it was: a moment of it, and what plays it. While this is shown, the scene shows that moment. */
export function PlaybackBar(props: PlaybackBarProps) {
  const [turn, setTurn] = useState(0)
  return <Playback key={turn} {...props} onRetry={() => setTurn(turn + 1)} />
}

interface PlaybackProps extends PlaybackBarProps {
  readonly onRetry: () => void
}

function Playback({ at, playsAtOnce, onSearch, onRetry }: PlaybackProps) {
  const { player, error } = usePlayer({ at, playsAtOnce })
  const { dagId } = useScene().graph
  const leave = (): void => onSearch({ at: undefined })
  useShortcuts('Playback', [{ key: 'Escape', label: 'Back to what is now', run: leave }])
  return (
    <div role="group" aria-label="Playback" className={styles['bar']}>
      {player !== undefined && <Controls player={player} at={at} onSearch={onSearch} />}
      {player === undefined && error === undefined && (
        <p className={styles['note']}>What has happened is being read…</p>
      )}
      {error !== undefined && (
        <p className={styles['note']} role="alert">
          What has happened could not be read: {toFailure(error).message}{' '}
          <Button onClick={onRetry}>Try again</Button>
        </p>
      )}
      <Link
        to="/dags/$id/timeline"
        params={{ id: dagId }}
        search={{ at }}
        className={styles['link']}
        aria-label="This moment on the timeline"
        title="This moment on the timeline"
      >
        <ChartGantt size={16} aria-hidden />
      </Link>
      <Button tone="primary" title="Back to what is now (Esc)" onClick={leave}>
        Live
      </Button>
    </div>
  )
}

const sweeps = [1, 2, 5, 10] as const

interface ControlsProps extends Pick<PlaybackBarProps, 'at' | 'onSearch'> {
  readonly player: Player
}

function Controls({ player, at, onSearch }: ControlsProps) {
  useMoves(player)
  useWrittenMoment(player, { at, onSearch })
  const toggle = (): void => (player.isPlaying ? player.pause() : player.play())
  useShortcuts('Playback', [
    { key: ' ', label: 'Play or pause', run: toggle },
    { key: ',', label: 'Change before', run: () => player.step(-1) },
    { key: '.', label: 'Next change', run: () => player.step(1) },
  ])
  const Icon = player.isPlaying ? Pause : Play
  return (
    <>
      <Button aria-label={player.isPlaying ? 'Pause' : 'Play'} title="Play or pause (Space)" onClick={toggle}>
        <Icon size={15} aria-hidden />
      </Button>
      <Button
        tone="quiet"
        aria-label="Change before"
        title="Change before (,)"
        onClick={() => player.step(-1)}
      >
        <StepBack size={15} aria-hidden />
      </Button>
      <Button tone="quiet" aria-label="Next change" title="Next change (.)" onClick={() => player.step(1)}>
        <StepForward size={15} aria-hidden />
      </Button>
      <Scrubber player={player} />
      <select
        aria-label="How long it plays"
        className={styles['sweep']}
        defaultValue={player.sweep / 1_000}
        onChange={(event) => player.playIn(Number(event.target.value) * 1_000)}
      >
        {sweeps.map((seconds) => (
          <option key={seconds} value={seconds}>
            in {seconds} s
          </option>
        ))}
      </select>
    </>
  )
}

/** Where in time it is, with how much ran when, and what was in which state. */
function Scrubber({ player }: { readonly player: Player }) {
  const { graph } = useScene()
  const { clock } = usePreferences()
  const { recording, moment } = player
  const counts = countStates(graph, [...graph.ids.keys()])
  const time = formatClock(moment, clock)
  const passed = formatDuration(moment - recording.from)
  const words = counts.map(wordsOf).join(', ')
  return (
    <>
      <div className={styles['track']}>
        <ActivityCurve recording={recording} />
        <input
          type="range"
          className={styles['range']}
          aria-label="Moment"
          aria-valuetext={`${time}, ${passed} after the start: ${words}`}
          min={recording.from}
          max={recording.to}
          step="any"
          value={moment}
          onChange={(event) => player.seek(Number(event.target.value))}
        />
      </div>
      <div className={styles['moment']}>
        <time dateTime={new Date(moment).toISOString()}>{time}</time>
        <span className={styles['passed']}>
          +{passed} of {formatDuration(recording.to - recording.from)}
        </span>
      </div>
      <ul className={styles['counts']} aria-label="States at this moment">
        {counts.map((each) => (
          <li key={each.view} title={wordsOf(each)}>
            <StateGlyph state={each.view} size={13} /> {formatCount(each.count)}
            <span className="visually-hidden"> {viewStates[each.view].word.toLowerCase()}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function wordsOf({ view, count }: StateCount): string {
  return `${formatCount(count)} ${viewStates[view].word.toLowerCase()}`
}
