import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'

import { defineTask } from '../../src/define/define-task.ts'
import type { DependenciesOf } from '../../src/define/definition-parts.ts'
import { allOf, anyOf, direct, optional, someOf } from '../../src/define/dependency-groups.ts'
import type { FailedDependency, SettledDependency, TaskFailure } from '../../src/define/dependency-values.ts'
import { itself } from '../../src/define/itself.ts'
import type { TaskReference } from '../../src/define/task-reference.ts'

interface File {
  path: string
}
const schema = z.object({})
const file = z.object({ path: z.string() })
const Download = defineTask({ name: 'download', schema, result: file })
const Silent = defineTask({ name: 'silent', schema })
const All = defineTask({
  name: 'all',
  schema,
  dependsOn: {
    one: direct(Download),
    many: allOf(Download),
    any: anyOf(Download),
    some: someOf(2, Download),
    maybe: optional(direct(Download)),
    maybeMany: optional(allOf(Download)),
    silent: allOf(Silent),
  },
})
const Late = defineTask({
  name: 'late',
  schema,
  dependsOn: {
    failed: direct(Download, { on: 'failure' }),
    failures: allOf(Download, { on: 'failure', onImpossible: 'cancel' }),
    settled: anyOf(Download, { on: 'settled' }),
    settledSome: someOf(2, Download, { on: 'settled' }),
    maybeFailed: optional(direct(Download, { on: 'failure' })),
    plain: direct(Download, { onImpossible: 'skip' }),
  },
})
const Tree = defineTask({
  name: 'tree',
  schema,
  result: z.object({ total: z.string().transform(Number) }),
  dependsOn: { parts: allOf(itself), last: optional(direct(itself)) },
})

describe('a handler receives', () => {
  test('results, as many as the group hands over', () => {
    expectTypeOf<DependenciesOf<typeof All>>().toEqualTypeOf<{
      readonly one: File
      readonly many: readonly File[]
      readonly any: File
      readonly some: readonly File[]
      readonly maybe: File | undefined
      readonly maybeMany: readonly File[] | undefined
      readonly silent: readonly void[]
    }>()
  })

  test('failures and settled ends where it asked for them', () => {
    expectTypeOf<DependenciesOf<typeof Late>>().toEqualTypeOf<{
      readonly failed: FailedDependency
      readonly failures: readonly FailedDependency[]
      readonly settled: SettledDependency<File>
      readonly settledSome: readonly SettledDependency<File>[]
      readonly maybeFailed: FailedDependency | undefined
      readonly plain: File
    }>()
  })

  test('the results of its own kind', () => {
    expectTypeOf<DependenciesOf<typeof Tree>>().toEqualTypeOf<{
      readonly parts: readonly { total: number }[]
      readonly last: { total: number } | undefined
    }>()
  })

  test('nothing where nothing was declared', () => {
    // oxlint-disable-next-line typescript/no-generated-empty-object-type -- that is the point
    expectTypeOf<keyof DependenciesOf<typeof Download>>().toBeNever()
  })
})

function readSettled(settled: SettledDependency<File>): void {
  if (settled.state === 'FINISHED') expectTypeOf(settled.result).toEqualTypeOf<File>()
  else if (settled.state === 'FAILED' || settled.state === 'EXPIRED') {
    expectTypeOf(settled.error).toEqualTypeOf<TaskFailure>()
  } else expectTypeOf(settled.state).toEqualTypeOf<'CANCELLED' | 'SKIPPED' | 'MISSING'>()
}

test('a settled dependency narrows on its state', () => {
  expectTypeOf(readSettled).toBeCallableWith({ state: 'MISSING', id: '1' })
})

describe('a node is given', () => {
  type Given = NonNullable<Parameters<typeof All>[1]['dependsOn']>
  type Reference = TaskReference<'download', File>

  test('one reference or a list of them, and may leave out what is optional', () => {
    expectTypeOf<Given>().toEqualTypeOf<{
      readonly one: Reference
      readonly many: readonly Reference[]
      readonly any: readonly Reference[]
      readonly some: readonly Reference[]
      readonly maybe?: Reference | undefined
      readonly maybeMany?: readonly Reference[] | undefined
      readonly silent: readonly TaskReference<'silent', void>[]
    }>()
  })

  test('nodes and ids of its own kind', () => {
    const leaf = Tree({}, { dependsOn: { parts: [] } })
    expectTypeOf(Tree).toBeCallableWith({}, { dependsOn: { parts: [leaf, Tree.id(leaf.id)], last: leaf } })
  })

  test('nothing that only looks like a task', () => {
    expectTypeOf<{ id: string; name: 'tree' }>().not.toExtend<TaskReference<'tree', { total: number }>>()
  })
})

test('definitions with many groups and long chains stay cheap to check', () => {
  const A = defineTask({ name: 'a', schema, result: file, dependsOn: { previous: direct(Download) } })
  const B = defineTask({ name: 'b', schema, result: file, dependsOn: { previous: direct(A) } })
  const C = defineTask({ name: 'c', schema, result: file, dependsOn: { previous: direct(B), all: allOf(A) } })
  expectTypeOf<DependenciesOf<typeof C>>().toEqualTypeOf<{
    readonly previous: File
    readonly all: readonly File[]
  }>()
})
