import type { TaskNode } from '@taskloom/sdk'
import { expect, test } from 'vitest'

import { Step } from '../support/definitions.ts'
import { dyingAt } from '../support/dying.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { standings, step } from '../support/steps.ts'
import { testLoom } from '../support/test-loom.ts'

/** A task that waits for twenty, of which one is to be run again. */
function fanIn(): {
  readonly sources: readonly TaskNode<'step', string>[]
  readonly join: TaskNode<'step', string>
} {
  const sources = Array.from({ length: 20 }, (_, index) => step(String(index)))
  return { sources, join: step('join', ...sources) }
}

test.for([undefined, 'reset.release'] as const)(
  'rerunFrom: a task with many dependencies has its hint back, true to how many are open (death at %s)',
  async (point) => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    const { sources, join } = fanIn()
    await context.loom.push(join)
    for (const task of await context.loom.popMany(Step, 20)) await task.finish('done')
    await context.untilResolved()
    expect(await standings(context, [join])).toEqual(['worker'])
    if (point === undefined) await context.loom.rerunFrom(sources[0]!)
    else await dyingAt({ point }, context, (victim) => victim.loom.rerunFrom(sources[0]!))
    await context.advance('11s')
    await context.sweep()
    expect(await standings(context, [sources[0]!, join])).toEqual(['worker', 'dependencies'])
    expect(await raw.task(join.id)).toMatchObject({ remaining: 1 })
    await (await context.loom.pop(Step))?.finish('again')
    await context.untilResolved()
    expect(await standings(context, [join])).toEqual(['worker'])
    expect((await raw.task(join.id)).remaining).toBeUndefined()
  },
)
