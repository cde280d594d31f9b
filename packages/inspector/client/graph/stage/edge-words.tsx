import { formatClock } from '../../format/point-in-time.ts'
import { usePreferences } from '../../preferences/preferences.ts'
import { describeEdge, type EdgeWords } from '../analysis/describe-edge.ts'
import { standingMeanings } from '../analysis/standing.ts'
import type { GraphScene, Placed } from '../scene/graph-scene.ts'

import styles from './graph-stage.module.css'

/** What is said of a drawn edge as it stands now. */
export function wordsOf({ graph, standings }: GraphScene, { shown }: Placed, edge: number) {
  return describeEdge(graph, shown, { edge, standing: standings })
}

/** Whether an edge has got what it asks for, and since when. */
export function useStandingWords(words: EdgeWords | undefined): string {
  const { clock } = usePreferences()
  if (words === undefined) return ''
  const { standing, since } = words
  return standingMeanings[standing] + (since === undefined ? '' : `, since ${formatClock(since, clock)}`)
}

interface EdgeTipBoxProps {
  readonly words: EdgeWords
  readonly left: number
  readonly top: number
}

/** What an edge asks for, and whether it has got it, at a place of the stage. */
export function EdgeTipBox({ words, left, top }: EdgeTipBoxProps) {
  const standing = useStandingWords(words)
  return (
    <div className={styles['edgeTip']} style={{ left, top }}>
      <strong>{words.title}</strong>
      <span>{words.condition}</span>
      <span>{standing}</span>
    </div>
  )
}
