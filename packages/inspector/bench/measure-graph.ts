import { setTimeout } from 'node:timers/promises'

import type { Browser, Page } from 'playwright'

import type { GraphPage } from './graph-page.ts'
import { median, percentile } from './statistics.ts'
import type { Metric } from './targets.ts'

export interface Measured {
  readonly values: Readonly<Partial<Record<Metric, number>>>
  /** The median frame, where the value is the 95th percentile of frames. */
  readonly medianFrames: Readonly<Partial<Record<Metric, number>>>
  /**
   * What the page's thread computes, for a frame or until the graph is open, in milliseconds of processor time: it
   * hardly depends on the load.
   */
  readonly busy: Readonly<Partial<Record<Metric, number>>>
  /** The zoom at which everything is in sight. */
  readonly fitZoom: number
}

export interface Subject {
  readonly page: GraphPage
  readonly tasks: number
}

/** The part of the page's tools that is called from here; they live in `client/graph/bench/bench-tools.ts`. */
interface BenchTools {
  open(): Promise<number>
  pan(frames: number): Promise<number[]>
  zoom(to: number, frames: number): Promise<number[]>
  zoomAtOnce(to: number): Promise<number>
  rest(): Promise<number[]>
  press(key: string): Promise<number>
  layOut(url: string): Promise<number>
  storm(changesPerSecond: number, milliseconds: number): Promise<number[]>
  cards(): number
  zoomNow(): number
}

/** Calls a tool in the page. */
type Call = <Name extends keyof BenchTools>(
  name: Name,
  ...args: Parameters<BenchTools[Name]>
) => Promise<Awaited<ReturnType<BenchTools[Name]>>>

const panFrames = 120
const zoomFrames = 60
/** Where a frame takes half a second, fewer must do. */
const framesOfSlow = 8
const stockMilliseconds = 60_000
const stormMilliseconds = 4_000
const changesPerSecond = 1_000
const layouts = 7

/** Measures our view in a fresh page: nothing is cached from the run before. */
export async function measureGraph(browser: Browser, { page, tasks }: Subject): Promise<Measured> {
  await using tab = await openTab(browser, `${page.address}?n=${tasks}&shape=pipeline`)
  const { call } = tab
  const asleep = await tab.busyTime()
  const open = await call('open')
  const busy: Partial<Record<Metric, number>> = { open: (await tab.busyTime()) - asleep }
  const fitZoom = await call('zoomNow')
  const most = new MostCards(call)
  const frames: Partial<Record<Metric, readonly number[]>> = {}
  const watch = async (metric: Metric, run: () => Promise<readonly number[]>): Promise<void> => {
    const before = await tab.busyTime()
    const all = await run()
    frames[metric] = all
    busy[metric] = ((await tab.busyTime()) - before) / all.length
  }
  /** Of every zoom, from the nearest on. */
  const longest: number[] = []
  const panAt = async (metric: Metric, zoom: number): Promise<void> => {
    await call('zoomAtOnce', zoom)
    longest.push(Math.max(...(await call('rest'))))
    await most.look()
    await watch(metric, () => call('pan', panFrames))
    await most.look()
  }
  await panAt('pan1', 1)
  await panAt('pan05', 0.5)
  await panAt('pan025', 0.25)
  await panAt('panFit', fitZoom)
  await call('zoomAtOnce', 1)
  await watch('zoom', () => call('zoom', fitZoom, zoomFrames))
  await call('zoomAtOnce', 1)
  const fit = await call('press', 'f')
  const heap = await heapOf(tab.page)
  const stormFit = framesPerSecond(await call('storm', changesPerSecond, stormMilliseconds))
  await call('zoomAtOnce', 1)
  const stormNear = framesPerSecond(await call('storm', changesPerSecond, stormMilliseconds))
  await most.look()
  const layout = await layoutTime(call, tasks)
  return {
    values: {
      open,
      cardsIn: longest[0]!,
      ...each(frames, 0.95),
      fit,
      heap,
      stormFit,
      stormNear,
      layout,
      cards: most.most,
    },
    medianFrames: each(frames, 0.5),
    busy,
    fitZoom,
  }
}

function each(
  frames: Partial<Record<Metric, readonly number[]>>,
  share: number,
): Partial<Record<Metric, number>> {
  return Object.fromEntries(Object.entries(frames).map(([metric, all]) => [metric, percentile(all, share)]))
}

/** The median of several layouts, from the page to the worker and back. */
async function layoutTime(call: Call, tasks: number): Promise<number> {
  const times: number[] = []
  for (let nth = 0; nth < layouts; nth += 1) {
    times.push(await call('layOut', `/api/pipeline/${tasks}/graph`))
  }
  return median(times)
}

/** The same of React Flow with every node and edge handed to it; what it cannot do in time is left out. */
export async function measureStock(
  browser: Browser,
  { page, tasks, fitZoom }: Subject & { readonly fitZoom: number },
): Promise<Measured['values']> {
  const measured: Partial<Record<Metric, number>> = {}
  const tab = await openTab(browser, `${page.address}?n=${tasks}&shape=pipeline&mode=stock`)
  const { call } = tab
  const measure = async (): Promise<void> => {
    measured.open = await call('open')
    await call('zoomAtOnce', 1)
    measured.pan1 = percentile(await call('pan', panFrames), 0.95)
    measured.heap = await heapOf(tab.page)
    measured.stormNear = framesPerSecond(await call('storm', changesPerSecond, stormMilliseconds))
    measured.fit = await call('zoomAtOnce', fitZoom)
    measured.cards = await call('cards')
    measured.panFit = percentile(await call('pan', framesOfSlow), 0.95)
  }
  await Promise.race([measure().catch(() => undefined), setTimeout(stockMilliseconds)])
  await tab[Symbol.asyncDispose]()
  return measured
}

interface Tab extends AsyncDisposable {
  readonly page: Page
  readonly call: Call
  /** Milliseconds of processor time that the page's thread has used. */
  readonly busyTime: () => Promise<number>
}

async function openTab(browser: Browser, address: string): Promise<Tab> {
  const context = await browser.newContext({
    viewport: { width: 1_440, height: 900 },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  await page.goto(address)
  await page.waitForSelector('#open')
  const call: Call = (name, ...args) =>
    page.evaluate(
      ({ name, args }) => {
        const { bench } = globalThis as unknown as { bench: Record<string, (...given: unknown[]) => unknown> }
        return bench[name]?.(...args)
      },
      { name, args },
    ) as Promise<never>
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busyTime = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000
  }
  return { page, call, busyTime, [Symbol.asyncDispose]: () => context.close() }
}

class MostCards {
  most = 0
  readonly #call: Call

  constructor(call: Call) {
    this.#call = call
  }

  async look(): Promise<void> {
    this.most = Math.max(this.most, await this.#call('cards'))
  }
}

/** Megabytes in use after a collection. */
async function heapOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { gc, performance } = globalThis as unknown as {
      gc?: () => void
      performance: { memory?: { usedJSHeapSize: number } }
    }
    gc?.()
    return (performance.memory?.usedJSHeapSize ?? Number.NaN) / 1e6
  })
}

function framesPerSecond(frames: readonly number[]): number {
  return (frames.length * 1_000) / frames.reduce((sum, length) => sum + length, 0)
}
