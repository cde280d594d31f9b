import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'

import type { AnyTaskDefinition } from '../../src/define/any-task-definition.ts'
import type { ClaimedTask, ClaimedTaskOf } from '../../src/define/claimed-task.ts'
import { defineTask } from '../../src/define/define-task.ts'
import { direct } from '../../src/define/dependency-groups.ts'
import type { Handler, HandlerContext } from '../../src/define/handler.ts'
import type { InTransaction } from '../../src/define/session.ts'
import type { TaskReference } from '../../src/define/task-reference.ts'

const Download = defineTask({
  name: 'download',
  schema: z.object({ url: z.string(), retries: z.number().default(3) }),
  result: z.object({ size: z.string().transform(Number) }),
})
const Resize = defineTask({
  name: 'resize',
  schema: z.object({ width: z.number() }),
  dependsOn: { source: direct(Download) },
})

describe('a handler', () => {
  test('receives outputs and returns the input of the result schema', () => {
    Download.handle(async (context) => {
      expectTypeOf(context.payload).toEqualTypeOf<{ url: string; retries: number }>()
      expectTypeOf(context.name).toEqualTypeOf<'download'>()
      expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>()
      return { size: '12' }
    })
    Resize.handle(({ payload, dependencies }) => {
      expectTypeOf(payload.width).toBeNumber()
      expectTypeOf(dependencies.source).toEqualTypeOf<{ size: number }>()
    })
  })

  test('may return at once or later', () => {
    expectTypeOf(Download.handle).toBeCallableWith(() => ({ size: '12' }))
    expectTypeOf(Download.handle).toBeCallableWith(async () => ({ size: '12' }))
  })

  test('may say when it runs, from what it would receive', () => {
    Resize.handle(() => undefined, {
      runIf: ({ payload, dependencies, name }) => {
        expectTypeOf(payload.width).toBeNumber()
        expectTypeOf(dependencies.source).toEqualTypeOf<{ size: number }>()
        expectTypeOf(name).toEqualTypeOf<'resize'>()
        return payload.width > 0 || { run: false, reason: 'too narrow' }
      },
    })
    Download.handle(() => ({ size: '12' }), { runIf: async ({ payload }) => payload.retries > 0 })
    // @ts-expect-error: a reason without the decision.
    Download.handle(() => ({ size: '12' }), { runIf: () => ({ reason: 'no' }) })
    // @ts-expect-error: neither a decision nor a promise of one.
    Download.handle(() => ({ size: '12' }), { runIf: () => 'yes' })
  })

  test('is of one type whatever its definition, so that a worker takes a list', () => {
    const handlers = [Download.handle(() => ({ size: '12' })), Resize.handle(() => undefined)]
    expectTypeOf(handlers).toEqualTypeOf<Handler[]>()
  })
})

test('every definition is one of any types', () => {
  expectTypeOf(Download).toExtend<AnyTaskDefinition>()
  expectTypeOf(Resize).toExtend<AnyTaskDefinition>()
})

test('what a handler pushes is referred to, one for one, a list for a list', () => {
  Resize.handle(async ({ push, extend }) => {
    const one = await push(Download({ url: 'a' }))
    expectTypeOf(one).toEqualTypeOf<TaskReference<'download', { size: number }>>()
    Resize({ width: 1 }, { dependsOn: { source: one } })
    const [first, second] = await push([
      Download({ url: 'a' }),
      Resize({ width: 1 }, { dependsOn: { source: one } }),
    ])
    expectTypeOf(first).toEqualTypeOf<TaskReference<'download', { size: number }>>()
    expectTypeOf(second.name).toEqualTypeOf<'resize'>()
    const many = await extend(['a', 'b'].map((url) => Download({ url })))
    expectTypeOf(many).toEqualTypeOf<readonly TaskReference<'download', { size: number }>[]>()
    expectTypeOf(await extend(Download.id('x'))).toEqualTypeOf<TaskReference<'download', { size: number }>>()
  })
})

type Either = ClaimedTaskOf<typeof Download | typeof Resize>

async function work(task: Either): Promise<void> {
  if (task.name === 'download') {
    expectTypeOf(task.payload.url).toBeString()
    await task.finish({ size: '12' })
  } else {
    expectTypeOf(task.dependencies.source.size).toBeNumber()
    await task.finish()
  }
}

describe('a claimed task', () => {
  test('knows what it may be finished with', () => {
    type Claimed = ClaimedTaskOf<typeof Download>
    expectTypeOf<Claimed['finish']>().parameter(0).toEqualTypeOf<{ size: string }>()
    expectTypeOf<Claimed['finish']>().parameter(1).toEqualTypeOf<InTransaction | undefined>()
    expectTypeOf<Claimed['payload']>().toEqualTypeOf<{ url: string; retries: number }>()
  })

  test('without a result is finished with nothing', () => {
    expectTypeOf<ClaimedTaskOf<typeof Resize>['finish']>().parameter(0).toBeVoid()
  })

  test('of several definitions narrows on the name', () => {
    expectTypeOf(work).parameter(0).toEqualTypeOf<Either>()
  })

  test('is a context, and is given back at the end of its block', () => {
    expectTypeOf<ClaimedTask>().toExtend<HandlerContext>()
    expectTypeOf<ClaimedTask>().toExtend<AsyncDisposable>()
  })
})
