import { Pause, Play } from 'lucide-react'

import { everywhere, useShortcuts } from '../keyboard/shortcuts.ts'
import type { LiveStatus } from '../live/live-connection.ts'
import { useSession } from '../session.ts'
import { useStore } from '../store.ts'

import styles from './live-indicator.module.css'

const words: Readonly<Record<LiveStatus, string>> = {
  connecting: 'Connecting',
  stream: 'Live',
  polling: 'Live, polling',
  paused: 'Paused',
  offline: 'Offline',
}

const explained: Readonly<Record<LiveStatus, string>> = {
  connecting: 'The live stream is being opened.',
  stream: 'Changes come by the change stream of the database.',
  polling: 'The database or a proxy allows no stream: changes are asked for every few seconds.',
  paused: 'What is shown stands still until you go on.',
  offline: 'The server cannot be reached. It is tried again by itself.',
}

/** Says how fresh the page is; pressed, or with the space bar, it stands still. */
export function LiveIndicator() {
  const { live } = useSession()
  const status = useStore(live.status)
  const isPaused = status === 'paused'
  const toggle = (): void => live.togglePause()
  useShortcuts(everywhere, [{ key: ' ', label: 'Pause or go on', run: toggle }])
  const Icon = isPaused ? Play : Pause
  return (
    <button
      type="button"
      className={styles['indicator']}
      data-status={status}
      title={`${explained[status]} ${isPaused ? 'Press to go on.' : 'Press to pause.'} (Space)`}
      aria-label={`${words[status]}. ${isPaused ? 'Go on' : 'Pause'}`}
      onClick={toggle}
    >
      <span className={styles['dot']} aria-hidden />
      <span className={styles['word']}>{words[status]}</span>
      <Icon size={12} aria-hidden />
    </button>
  )
}
