import { viewStateOrder } from '../../../shared/view-states.ts'
import type { EdgeLook } from '../scene/edge-looks.ts'

/** The colours of the theme, resolved, for canvases and exports. */
export interface Palette {
  readonly surface: string
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly accent: string
  readonly font: string
  /** By code of state: the colour, and a quiet ground in it. */
  readonly states: readonly string[]
  readonly grounds: readonly string[]
  /** The colours of the states as pixels, without their opacity. */
  readonly pixels: Uint32Array
  readonly edges: Readonly<Record<EdgeLook, string>>
}

/** Reads the colours as they are at an element, whatever theme or forced colours are in force. */
export function readPalette(element: Element): Palette {
  const probe = document.createElement('span')
  probe.style.display = 'none'
  element.append(probe)
  const style = getComputedStyle(probe)
  const isForced = matchMedia('(forced-colors: active)').matches
  const colour = (value: string): string => {
    probe.style.color = value
    return style.color
  }
  const token = (name: string): string => colour(`var(--${name})`)
  const ground = (view: string): string =>
    isForced ? 'Canvas' : colour(`color-mix(in srgb, var(--state-${view}) 13%, var(--surface-raised))`)
  const states = viewStateOrder.map((view) => token(`state-${view}`))
  const palette: Palette = {
    surface: isForced ? 'Canvas' : token('surface-raised'),
    ink: token('ink'),
    muted: token('ink-muted'),
    line: token('line'),
    accent: isForced ? 'Highlight' : token('accent'),
    font: style.fontFamily,
    states,
    grounds: viewStateOrder.map(ground),
    pixels: pixelsOf(states),
    edges: {
      spent: token('line-strong'),
      satisfied: token('line-strong'),
      pending: token('line-strong'),
      blocking: token('state-blocked'),
      broken: token('state-failed'),
      back: token('state-failed'),
    },
  }
  probe.remove()
  return palette
}

function pixelsOf(colours: readonly string[]): Uint32Array {
  const canvas = document.createElement('canvas')
  canvas.width = colours.length
  canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return new Uint32Array(colours.length)
  colours.forEach((colour, at) => {
    context.fillStyle = colour
    context.fillRect(at, 0, 1, 1)
  })
  const { data } = context.getImageData(0, 0, colours.length, 1)
  return new Uint32Array(data.buffer).map((pixel) => pixel & 0x00ff_ffff)
}
