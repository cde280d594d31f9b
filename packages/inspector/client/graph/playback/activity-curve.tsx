import { useEffect, useRef } from 'react'

import { useWidth } from '../../components/grid/use-width.ts'
import { tokenColour, useThemeName } from '../../preferences/theme-colours.ts'
import { failuresIn, runningOver, type Recording } from './recording.ts'

import styles from './playback.module.css'

const height = 26
const step = 2

/** How many tasks ran when, and where some failed; below the scrubber, which spans the same time. */
export function ActivityCurve({ recording }: { readonly recording: Recording }) {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useWidth(frame)
  const theme = useThemeName()
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (canvas.current === null || context === null || context === undefined || width === 0) return
    const density = Math.min(devicePixelRatio || 1, 2)
    canvas.current.width = Math.round(width * density)
    canvas.current.height = height * density
    context.scale(density, density)
    draw(context, recording, { width, theme })
  }, [recording, width, theme])
  return (
    <div ref={frame} className={styles['curve']} aria-hidden="true">
      <canvas ref={canvas} style={{ width, height }} />
    </div>
  )
}

interface Ground {
  readonly width: number
  /** Only says when the tokens have other values. */
  readonly theme: string
}

function draw(context: CanvasRenderingContext2D, recording: Recording, { width }: Ground): void {
  const counts = runningOver(recording, Math.max(1, Math.floor(width / step)))
  const most = Math.max(...counts, 1)
  context.fillStyle = tokenColour('--state-running')
  context.globalAlpha = 0.45
  counts.forEach((count, at) => {
    const high = (count / most) * (height - 4)
    context.fillRect(at * step, height - high, step, high)
  })
  context.globalAlpha = 1
  context.fillStyle = tokenColour('--state-failed')
  const { from, to } = recording
  for (const time of failuresIn(recording)) {
    context.fillRect(Math.round(((time - from) / (to - from)) * (width - step)), 0, step, 7)
  }
}
