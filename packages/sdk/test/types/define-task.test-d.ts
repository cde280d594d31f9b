import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import * as mini from 'zod/mini'

import { defineTask } from '../../src/define/define-task.ts'
import type { PayloadInputOf, PayloadOf, ResultInputOf, ResultOf } from '../../src/define/definition-parts.ts'
import { direct, optional } from '../../src/define/dependency-groups.ts'
import type { TaskNode } from '../../src/define/task-node.ts'
import type { TaskReference } from '../../src/define/task-reference.ts'

const Convert = defineTask({
  name: 'convert',
  schema: z.object({ width: z.number().default(5), text: z.string().transform(Number) }),
  result: z.object({ at: z.iso.datetime().transform((text) => new Date(text)) }),
})
const Silent = defineTask({ name: 'silent', schema: z.object({}) })
const Resize = defineTask({ name: 'resize', schema: z.object({}), dependsOn: { source: direct(Convert) } })
const Free = defineTask({
  name: 'free',
  schema: z.object({}),
  dependsOn: { source: optional(direct(Convert)) },
})

describe('a definition', () => {
  test('keeps its name as a literal', () => {
    expectTypeOf(Convert.name).toEqualTypeOf<'convert'>()
  })

  test('tells input from output, of its payload and of its result', () => {
    expectTypeOf<PayloadInputOf<typeof Convert>>().toEqualTypeOf<{
      width?: number | undefined
      text: string
    }>()
    expectTypeOf<PayloadOf<typeof Convert>>().toEqualTypeOf<{ width: number; text: number }>()
    expectTypeOf<ResultInputOf<typeof Convert>>().toEqualTypeOf<{ at: string }>()
    expectTypeOf<ResultOf<typeof Convert>>().toEqualTypeOf<{ at: Date }>()
  })

  test('without a result schema has none', () => {
    expectTypeOf<ResultOf<typeof Silent>>().toEqualTypeOf<void>()
  })

  test('accepts schemas of zod/mini', () => {
    const Mini = defineTask({ name: 'mini', schema: mini.object({ width: mini.optional(mini.number()) }) })
    expectTypeOf<PayloadOf<typeof Mini>>().toEqualTypeOf<{ width?: number | undefined }>()
    expectTypeOf(Mini({})).toEqualTypeOf<TaskNode<'mini', void>>()
  })
})

describe('a node', () => {
  test('promises the output of the result schema', () => {
    expectTypeOf(Convert({ text: '4' })).toEqualTypeOf<TaskNode<'convert', { at: Date }>>()
  })

  test('is a reference, and so is an id of its definition', () => {
    expectTypeOf(Convert({ text: '4' })).toExtend<TaskReference<'convert', { at: Date }>>()
    expectTypeOf(Convert.id('0'.repeat(24))).toEqualTypeOf<TaskReference<'convert', { at: Date }>>()
  })

  test('needs options when it depends on something, and only then', () => {
    expectTypeOf(Convert).toBeCallableWith({ text: '4' })
    expectTypeOf(Convert).toBeCallableWith({ text: '4' }, { priority: 3, expiresIn: '5m' })
    expectTypeOf(Free).toBeCallableWith({})
    expectTypeOf(Free).toBeCallableWith({}, { priority: 1 })
    expectTypeOf(Free).toBeCallableWith({}, { dependsOn: {} })
    expectTypeOf(Resize).toBeCallableWith({}, { dependsOn: { source: Convert({ text: '4' }) } })
    // @ts-expect-error -- it waits for `source`
    Resize({})
    // @ts-expect-error -- it waits for `source`
    Resize({}, {})
    // @ts-expect-error -- it waits for nothing
    Convert({ text: '4' }, { dependsOn: {} })
  })

  test('of nothing is called with nothing', () => {
    const Tick = defineTask({ name: 'tick', schema: z.void() })
    expectTypeOf(Tick()).toEqualTypeOf<TaskNode<'tick', void>>()
  })

  test('needs its dependencies whatever its payload is', () => {
    const Any = defineTask({ name: 'any', schema: z.any(), dependsOn: { source: direct(Convert) } })
    const Text = defineTask({ name: 'text', schema: z.string(), dependsOn: { source: direct(Convert) } })
    const dependsOn = { source: Convert({ text: '4' }) }
    expectTypeOf(Any).toBeCallableWith({}, { dependsOn })
    expectTypeOf(Text).toBeCallableWith('four', { dependsOn })
    // @ts-expect-error -- it waits for `source`
    Any({})
    // @ts-expect-error -- it waits for `source`
    Text('four')
  })
})
