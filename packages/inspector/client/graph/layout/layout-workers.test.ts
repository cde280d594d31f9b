import { expect, test } from 'vitest'

import { chain, columnsOf } from '../testing/shapes.ts'
import { layeredLayout } from './layered-layout.ts'
import { LayoutWorkers } from './layout-workers.ts'
import type { LayoutInput } from './layout.ts'

/** A worker that answers when it is told to. */
class FakeWorker extends EventTarget {
  isTerminated = false
  #asked: LayoutInput | undefined

  postMessage(input: LayoutInput): void {
    this.#asked = input
  }

  terminate(): void {
    this.isTerminated = true
  }

  answer(): void {
    if (this.#asked === undefined) return
    this.dispatchEvent(new MessageEvent('message', { data: layeredLayout(this.#asked) }))
  }
}

function fakeWorkers() {
  const started: FakeWorker[] = []
  const start = (): Worker => {
    const worker = new FakeWorker()
    started.push(worker)
    return worker as unknown as Worker
  }
  return { started, start }
}

const input: LayoutInput = { ...columnsOf(chain(3)), direction: 'right' }

test('a worker lays out, and a spare one is started afterwards', async () => {
  const { started, start } = fakeWorkers()
  const result = new LayoutWorkers({ start }).layOut(input)
  started[0]?.answer()
  expect((await result)?.isGivenUp).toBe(false)
  expect(started).toHaveLength(2)
})

test('a later request ends the one before, whose worker is thrown away', async () => {
  const { started, start } = fakeWorkers()
  const workers = new LayoutWorkers({ start })
  const first = workers.layOut(input)
  const second = workers.layOut(input)
  started[1]?.answer()
  expect(await first).toBeUndefined()
  expect(await second).toBeDefined()
  expect(started.map(({ isTerminated }) => isTerminated).slice(0, 2)).toEqual([true, false])
})

test('a layout that does not end is given up for rows', async () => {
  const { started, start } = fakeWorkers()
  const result = await new LayoutWorkers({ start, deadline: 0 }).layOut(input)
  expect(result?.isGivenUp).toBe(true)
  expect(result?.layout.x).toHaveLength(3)
  expect(started[0]?.isTerminated).toBe(true)
})

test('a worker that fails is given up for rows', async () => {
  const { started, start } = fakeWorkers()
  const result = new LayoutWorkers({ start }).layOut(input)
  started[0]?.dispatchEvent(new Event('error'))
  expect((await result)?.isGivenUp).toBe(true)
})

test('closing ends everything', async () => {
  const { started, start } = fakeWorkers()
  const workers = new LayoutWorkers({ start })
  const result = workers.layOut(input)
  workers.close()
  expect(await result).toBeUndefined()
  expect(started[0]?.isTerminated).toBe(true)
})
