import { useEffect, useRef, useState, useSyncExternalStore } from 'react'

import { now } from '../../live/clock.ts'
import { useSession } from '../../session.ts'
import type { GraphViewProps } from '../graph-view.tsx'
import { useScene } from '../stage/graph-context.ts'
import { isMotionReduced } from '../stage/motion.ts'
import { Player } from './player.ts'
import { recordingOf } from './recording.ts'

interface PlayerOptions {
  /** The moment, as the address says it. */
  readonly at: string
  /** Whether it plays without being asked again. */
  readonly playsAtOnce: boolean
}

interface Loaded {
  readonly player?: Player
  readonly error?: unknown
}

/**
 * A player of what has happened so far. The recording is read once: what happens meanwhile does not disturb it, and
 * is shown when playback is left.
 */
export function usePlayer({ at, playsAtOnce }: PlayerOptions): Loaded {
  const scene = useScene()
  const { cache, queries } = useSession()
  const [loaded, setLoaded] = useState<Loaded>({})
  const first = useRef({ at, playsAtOnce })
  useEffect(() => {
    let player: Player | undefined
    let isLeft = false
    const start = async (): Promise<void> => {
      const timeline = await cache.fetchQuery(queries.dagTimeline(scene.graph.dagId))
      if (isLeft) return
      player = new Player(scene, recordingOf(scene.graph, timeline, now()))
      player.seek(momentOf(first.current.at, player))
      if (first.current.playsAtOnce && !isMotionReduced()) player.play()
      setLoaded({ player })
    }
    start().catch((error: unknown) => {
      if (!isLeft) setLoaded({ error })
    })
    return () => {
      isLeft = true
      player?.close()
    }
  }, [scene, cache, queries])
  return loaded
}

function momentOf(at: string, { recording }: Player): number {
  const moment = Number(at)
  return Number.isFinite(moment) ? moment : recording.from
}

const restMilliseconds = 300

interface WrittenMoment extends Pick<GraphViewProps, 'onSearch'> {
  readonly at: string
}

/** Keeps the address and the player together: the address follows when the player rests, the player when it is changed. */
export function useWrittenMoment(player: Player, { at, onSearch }: WrittenMoment): void {
  const written = useRef(at)
  useEffect(() => {
    if (at === written.current) return
    written.current = at
    player.seek(momentOf(at, player))
  }, [player, at])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const write = (): void => {
      const moment = String(Math.floor(player.moment))
      if (moment === written.current) return
      written.current = moment
      onSearch({ at: moment }, { replace: true })
    }
    const end = player.moved.subscribe(() => {
      clearTimeout(timer)
      if (!player.isPlaying) timer = setTimeout(write, restMilliseconds)
    })
    return () => {
      clearTimeout(timer)
      end()
    }
  }, [player, onSearch])
}

/** Renders again with every moment that is shown. */
export function useMoves(player: Player): void {
  useSyncExternalStore(player.moved.subscribe, player.moved.read)
}
