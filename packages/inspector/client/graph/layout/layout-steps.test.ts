import { Session } from 'node:inspector/promises'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { chain, columnsOf, fan, forest, lockfile, pipeline, tangle, type Shape } from '../testing/shapes.ts'
import type { layeredLayout } from './layered-layout.ts'

// Time is linear in the size of a graph: shown by counting steps, which no clock and no other program disturbs.

const session = new Session()
let layOut: typeof layeredLayout

/** The engine counts only in code that it compiles from now on, so that the layout is read after this. */
beforeAll(async () => {
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  ;({ layeredLayout: layOut } = await import('./layered-layout.ts'))
})

afterAll(() => session.disconnect())

/** Every task needs the one before it and the very first: nearly all edges span many layers. */
const longEdges = (size: number): Shape => ({
  size,
  edges: [...chain(size).edges, ...Array.from({ length: size - 2 }, (_, node) => [0, node + 2] as const)],
})

/** Four times as large takes four times as many steps, a few more for the order of a layer; their square would be 16. */
const mostTimes = 5

test.each([
  ['a pipeline', pipeline],
  ['a forest', forest],
  ['a tangle', tangle],
  ['a lockfile', lockfile],
  ['a fan', fan],
  ['a chain', chain],
  ['long edges', longEdges],
])('the steps of a layout grow with the size of the graph: %s', async (_, shapeOf) => {
  const [few, many] = [await stepsFor(shapeOf(1_000)), await stepsFor(shapeOf(4_000))]
  expect(few).toBeGreaterThan(1_000)
  expect(many / few).toBeLessThan(mostTimes)
})

/** How often functions and blocks of the layout were entered, each turn of a loop being one. */
async function stepsFor(shape: Shape): Promise<number> {
  const input = { ...columnsOf(shape), direction: 'right' } as const
  await session.post('Profiler.takePreciseCoverage')
  layOut(input)
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result
    .filter(({ url }) => /\/graph\/(?:layout|model)\//.test(url))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0)
}
