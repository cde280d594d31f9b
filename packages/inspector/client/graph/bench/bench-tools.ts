import type { LiveEvents } from '../../../shared/live.ts'
import { viewStateOrder } from '../../../shared/view-states.ts'
import type { EventStream } from '../../api/transport.ts'
import { LayoutWorkers } from '../layout/layout-workers.ts'
import { readTaskGraph } from '../model/task-graph.ts'
import { randomNumbers } from '../testing/random.ts'

/** Frame lengths in milliseconds. */
export type Frames = readonly number[]

/** What the measuring program calls in the page. */
export interface BenchTools {
  /** Clicks, and gives the milliseconds until the graph can be used. */
  open(): Promise<number>
  /** Moves the view by the mouse, one step a frame. */
  pan(frames: number): Promise<Frames>
  /** Zooms by the wheel, one step a frame, until a zoom is reached. */
  zoom(to: number, frames: number): Promise<Frames>
  /** Frame lengths until the cards have been the same ones for a while. */
  rest(): Promise<Frames>
  /** Zooms in one step; gives the milliseconds until it is painted. */
  zoomAtOnce(to: number): Promise<number>
  /** Presses a key; gives the milliseconds until what follows is painted. */
  press(key: string): Promise<number>
  /** The longest wait in the worker, in milliseconds. */
  layOut(url: string): Promise<number>
  /** Changes of states for a while, in ten batches a second. */
  storm(changesPerSecond: number, milliseconds: number): Promise<Frames>
  readonly cards: () => number
  readonly zoomNow: () => number
}

/** The live stream of the page: events come from `storm`. */
class BenchEvents extends EventTarget implements EventStream {
  close(): void {
    // The stream of the page lives as long as the page.
  }

  send<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId: '' }))
  }
}

export const benchEvents = new BenchEvents()

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))

/** Until what was done has been painted: the second frame after it has begun. */
async function painted(from: number): Promise<number> {
  await nextFrame()
  await nextFrame()
  return performance.now() - from
}

async function measureFrames(count: number, step: (frame: number) => void): Promise<Frames> {
  const lengths: number[] = []
  await nextFrame()
  let before = await nextFrame()
  for (let frame = 0; frame < count; frame += 1) {
    step(frame)
    const now = await nextFrame()
    lengths.push(now - before)
    before = now
  }
  return lengths
}

function pane(): Element {
  const found = document.querySelector('.react-flow__pane')
  if (found === null) throw new Error('There is no graph in this page.')
  return found
}

function zoomNow(): number {
  const viewport = document.querySelector<HTMLElement>('.react-flow__viewport')
  return Number(/scale\(([^)]+)\)/.exec(viewport?.style.transform ?? '')?.[1] ?? 1)
}

function mouse(kind: string, x: number, y: number): MouseEvent {
  return new MouseEvent(kind, {
    bubbles: true,
    cancelable: true,
    view: window,
    button: 0,
    clientX: x,
    clientY: y,
  })
}

/** React Flow zooms by two to the power of -0.002 times the turn of the wheel. */
function turnWheel(factor: number): void {
  const box = pane().getBoundingClientRect()
  pane().dispatchEvent(
    new WheelEvent('wheel', {
      bubbles: true,
      cancelable: true,
      view: window,
      clientX: box.left + box.width / 2,
      clientY: box.top + box.height / 2,
      deltaY: -Math.log2(factor) / 0.002,
    }),
  )
}

async function open(): Promise<number> {
  const ready = new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      if (document.querySelector('[data-graph-ready] .react-flow__pane') === null) return
      observer.disconnect()
      resolve()
    })
    observer.observe(document.body, { subtree: true, childList: true, attributes: true })
  })
  const from = performance.now()
  document.getElementById('open')?.click()
  await ready
  return painted(from)
}

async function pan(frames: number): Promise<Frames> {
  const box = pane().getBoundingClientRect()
  const [x, y] = [box.left + box.width * 0.7, box.top + box.height * 0.7]
  pane().dispatchEvent(mouse('mousedown', x, y))
  const half = frames / 2
  const lengths = await measureFrames(frames, (frame) => {
    const way = frame < half ? frame : frames - frame
    window.dispatchEvent(mouse('mousemove', x - way * 12, y - way * 6))
  })
  window.dispatchEvent(mouse('mouseup', x, y))
  return lengths
}

const restFrames = 15

async function rest(): Promise<Frames> {
  const lengths: number[] = []
  const cards = document.getElementsByClassName('react-flow__node')
  let before = await nextFrame()
  for (let [still, count] = [0, cards.length]; still < restFrames; still += 1) {
    const now = await nextFrame()
    lengths.push(now - before)
    before = now
    if (cards.length !== count) [still, count] = [0, cards.length]
  }
  return lengths
}

async function storm(changesPerSecond: number, milliseconds: number): Promise<Frames> {
  const { ids } = await graph()
  const random = randomNumbers(5)
  const lengths: number[] = []
  const until = performance.now() + milliseconds
  let sent = 0
  const timer = setInterval(() => {
    sent += 1
    benchEvents.send('tasks', { tasks: Array.from({ length: changesPerSecond / 10 }, () => change()) })
  }, 100)
  for (let before = await nextFrame(); before < until;) {
    const now = await nextFrame()
    lengths.push(now - before)
    before = now
  }
  clearInterval(timer)
  return lengths

  function change(): LiveEvents['tasks']['tasks'][number] {
    return {
      id: ids[Math.floor(random() * ids.length)]!,
      dagId: 'sample',
      name: 'any',
      view: viewStateOrder[Math.floor(random() * viewStateOrder.length)]!,
      priority: 2,
      revision: sent,
      attempt: 1,
      attempts: 3,
      recoveries: 0,
      createdAt: 0,
      updatedAt: sent,
      startedAt: Date.now(),
      expiresAt: Date.now() + 60_000,
    }
  }
}

let known: ReturnType<typeof readTaskGraph> | undefined

async function graph(url?: string): Promise<ReturnType<typeof readTaskGraph>> {
  if (known !== undefined && url === undefined) return known
  const query = new URLSearchParams(location.search)
  const address = url ?? `/api/${query.get('shape') ?? 'pipeline'}/${query.get('n') ?? '400'}/graph`
  known = readTaskGraph((await (await fetch(address)).json()) as Parameters<typeof readTaskGraph>[0])
  return known
}

let workers: LayoutWorkers | undefined

async function layOut(url: string): Promise<number> {
  const { ids, links } = await graph(url)
  workers ??= new LayoutWorkers()
  const from = performance.now()
  const { sources, targets } = links
  await workers.layOut({ size: ids.length, sources, targets, direction: 'right' })
  return performance.now() - from
}

/** Puts the tools where the measuring program finds them. */
export function install(): void {
  const tools: BenchTools = {
    open,
    pan,
    rest,
    storm,
    layOut,
    zoomNow,
    zoom: (to, frames) => {
      const factor = (to / zoomNow()) ** (1 / frames)
      return measureFrames(frames, () => turnWheel(factor))
    },
    zoomAtOnce: (to) => {
      const from = performance.now()
      turnWheel(to / zoomNow())
      return painted(from)
    },
    press: (key) => {
      const from = performance.now()
      window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      return painted(from)
    },
    cards: () => document.querySelectorAll('.react-flow__node').length,
  }
  Object.assign(window, { bench: tools })
}
