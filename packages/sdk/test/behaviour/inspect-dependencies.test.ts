import { openInspection } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import { Step } from '../support/definitions.ts'
import { watchedInspection } from '../support/find-plans.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

type Context = Awaited<ReturnType<typeof testLoom>>

/** A task behind so many others, which left a result. */
async function pushFanIn({ loom }: Context, count: number, result: string): Promise<string> {
  const before = Array.from({ length: count }, (_, place) =>
    Step({ label: `${place}` }, { dependsOn: { before: [] } }),
  )
  const last = Step({ label: 'last' }, { dependsOn: { before } })
  await loom.push(last)
  for (const task of await loom.popMany([Step], count)) await task.finish(result)
  return last.id
}

test('inspection: of large results of dependencies so many are read that memory lasts; the rest says so', async () => {
  await using context = await testLoom()
  const inspection = openInspection(context.loom)
  const large = 'x'.repeat(600_000)
  const { dependencies = [] } = (await inspection.task(await pushFanIn(context, 12, large))) ?? {}
  expect(dependencies).toHaveLength(12)
  expect(dependencies.filter(({ result }) => result === large)).toHaveLength(3)
  expect(dependencies.filter(({ isResultLeftOut }) => isResultLeftOut)).toHaveLength(9)
  for (const { result, isResultLeftOut = false } of dependencies)
    expect(isResultLeftOut).toBe(result === undefined)
})

test('inspection: the small results of 200 dependencies are all there', async () => {
  await using context = await testLoom()
  const id = await pushFanIn(context, 201, 'x'.repeat(4_000))
  const { dependencies = [] } = (await openInspection(context.loom).task(id)) ?? {}
  expect(dependencies).toHaveLength(200)
  expect(dependencies.filter(({ result }) => result !== undefined)).toHaveLength(200)
})

test('inspection: without values, no value is read', async () => {
  await using context = await testLoom()
  const id = await pushFanIn(context, 2, 'x'.repeat(10_000))
  await using watched = await watchedInspection(context.database)
  const withValues = await watched.explain(() => watched.inspection.task(id))
  expect(withValues.commands).toContain('find contents')
  const { answer, commands } = await watched.explain(() => watched.inspection.task(id, { values: false }))
  expect(commands).toContain('find tasks')
  expect(commands).not.toContain('find contents')
  expect(answer).toMatchObject({ task: { id }, payload: undefined, dependencies: [{ group: 'before' }, {}] })
  for (const dependency of answer?.dependencies ?? []) expect(dependency).not.toHaveProperty('result')
})

test('inspection: a dependency that is being deleted is none, and shows no result', async () => {
  await using context = await testLoom()
  const id = await pushFanIn(context, 1, 'gone')
  const inspection = openInspection(context.loom)
  expect((await inspection.task(id))?.dependencies).toMatchObject([{ result: 'gone' }])
  await using database = await rawDatabase(context)
  await database.tasks.updateOne({ state: 'FINISHED' }, { $set: { state: 'DELETED' } })
  const [dependency] = (await inspection.task(id))?.dependencies ?? []
  expect(dependency).toEqual({ id: expect.any(String) as string, group: 'before' })
})
