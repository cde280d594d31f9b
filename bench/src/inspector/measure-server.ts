import { get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

import { serveInspector } from '@taskloom/inspector'
import { defineTask, type Loom } from '@taskloom/sdk'
import { z } from 'zod'

import { percentile } from '../statistics.ts'
import { timed, type GraphMeasurement, type InspectorFigure } from './measure.ts'

/** What a graph of 10,000 tasks and the news of a change may take. */
const graphWanted = { tasks: 10_000, median: 150, bytes: 220_000 } as const
const newsWanted = { p95: 100 } as const

/** How many pushes are followed to the browser. */
const changes = 200

const Blip = defineTask({ name: 'blip', schema: z.object({ n: z.number() }) })

/** What a browser waits for: the graph of a DAG as it comes over the wire, and the news of a change. */
export async function* measureServer(
  loom: Loom,
  { dagId, count, runs }: GraphMeasurement,
): AsyncGenerator<InspectorFigure> {
  await using inspector = await serveInspector({ loom, port: 0 })
  const path = `${inspector.url}api/dags/${dagId}/graph?limit=${count}`
  const bytes = await download(path)
  const graph = await timed(`graph of ${count} tasks, over the wire`, runs, () => download(path))
  const isJudged = count <= graphWanted.tasks
  yield {
    ...graph,
    note: `${Math.round(bytes / 1_000)} KB gz`,
    missed: [
      ...(isJudged && graph.median > graphWanted.median ? [`median at most ${graphWanted.median} ms`] : []),
      ...(isJudged && bytes > graphWanted.bytes ? [`at most ${graphWanted.bytes / 1_000} KB`] : []),
    ],
  }
  const news = await measureNews(loom, `${inspector.url}api/events?topics=tasks`)
  yield { ...news, missed: news.p95 > newsWanted.p95 ? [`p95 at most ${newsWanted.p95} ms`] : [] }
}

/** Downloads as a browser does. Returns how many bytes came. */
function download(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      let bytes = 0
      response.on('data', (chunk: Buffer) => (bytes += chunk.length))
      response.on('end', () =>
        response.statusCode === 200 ? resolve(bytes) : reject(new Error('No graph.')),
      )
    })
    asked.on('error', reject)
  })
}

/** Pushes tasks at random times, about ten a second, and measures from the call to the event in a browser. */
async function measureNews(loom: Loom, url: string): Promise<InspectorFigure> {
  const called = new Map<string, number>()
  const times: number[] = []
  const ended = new AbortController()
  const closed = await listen(url, ended.signal, (event) => {
    for (const [id, at] of called) {
      if (!event.includes(id)) continue
      times.push(performance.now() - at)
      called.delete(id)
    }
  })
  for (let n = 0; n < changes; n += 1) {
    await delay(Math.random() * 200)
    const node = Blip({ n })
    called.set(node.id, performance.now())
    await loom.push(node)
  }
  while (called.size > 0) await delay(10)
  ended.abort()
  await closed.done
  return {
    what: 'from a push to its event in the browser',
    median: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    note: `${changes} pushes, about ten a second`,
  }
}

/** Follows a stream of events; resolves when it has begun. */
async function listen(
  url: string,
  signal: AbortSignal,
  onEvent: (event: string) => void,
): Promise<{ readonly done: Promise<void> }> {
  const { body } = await fetch(url, { signal })
  if (body === null) throw new Error('The stream has no body.')
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let text = (await reader.read()).value ?? ''
  const follow = async (): Promise<void> => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (text + part.value).split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) onEvent(event)
    }
  }
  return { done: follow().catch(() => undefined) }
}
