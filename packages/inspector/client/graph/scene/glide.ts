import type { Layout } from '../layout/layout.ts'
import type { ShownGraph } from '../model/shown-graph.ts'
import type { Corner } from './carry-over.ts'

const glideMilliseconds = 250
/** Of more nodes than this every frame would be late: they are at their new places at once. */
const mostNodes = 3_000

interface Arranged {
  readonly shown: ShownGraph
  readonly layout: Layout
}

interface GlideOptions {
  /** The node that stays where it is on the screen, by its key. */
  readonly anchor: string | undefined
  /** Given a layout on the way, and last the one that is aimed at. */
  readonly show: (layout: Layout) => void
}

/**
 * Moves the nodes of one arrangement to their places in another, over a quarter of a second. What was not there
 * before is at its place from the start. Returns what stops it.
 */
export function glide(before: Arranged, after: Arranged, { anchor, show }: GlideOptions): () => void {
  const { shown, layout } = after
  if (shown.size > mostNodes) {
    show(layout)
    return () => undefined
  }
  const start = startOf(before, after, anchor)
  const begun = performance.now()
  let frame: number | undefined
  const step = (): void => {
    const share = Math.min(1, (performance.now() - begun) / glideMilliseconds)
    frame = share < 1 ? requestAnimationFrame(step) : undefined
    show(share < 1 ? between(start, layout, 1 - (1 - share) ** 3) : layout)
  }
  step()
  return () => {
    if (frame !== undefined) cancelAnimationFrame(frame)
  }
}

/** Where the nodes come from: moved with the anchor, which the view follows at once. */
function startOf(before: Arranged, { shown, layout }: Arranged, anchor: string | undefined) {
  const was = (key: string | undefined): Corner | undefined => {
    const node = before.shown.nodeOfKey.get(key ?? '')
    return node === undefined ? undefined : { x: before.layout.x[node]!, y: before.layout.y[node]! }
  }
  const [from, node] = [was(anchor), shown.nodeOfKey.get(anchor ?? '')]
  const isHeld = from !== undefined && node !== undefined
  const [wayX, wayY] = isHeld ? [layout.x[node]! - from.x, layout.y[node]! - from.y] : [0, 0]
  const corners = shown.keys.map(was)
  return {
    x: layout.x.map((x, at) => (corners[at] === undefined ? x : corners[at].x + wayX)),
    y: layout.y.map((y, at) => (corners[at] === undefined ? y : corners[at].y + wayY)),
  }
}

/** On the way, edges go straight from end to end. */
function between(start: Pick<Layout, 'x' | 'y'>, end: Layout, share: number): Layout {
  const part = (from: Float64Array, to: Float64Array): Float64Array =>
    to.map((value, at) => from[at]! + (value - from[at]!) * share)
  return {
    ...end,
    x: part(start.x, end.x),
    y: part(start.y, end.y),
    bends: new Float64Array(0),
    bendOffsets: new Int32Array(end.bendOffsets.length),
  }
}
