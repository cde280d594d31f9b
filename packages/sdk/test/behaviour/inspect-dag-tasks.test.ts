import { openInspection, viewStates, type ViewState } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import type { TaskDocument } from '../../src/document/task-document.ts'
import { viewStateOf } from '../../src/document/view-state.ts'
import { Download } from '../support/definitions.ts'
import { inspectedTask } from '../support/inspected-tasks.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { walkList } from '../support/walk-list.ts'

const start = new Date(Date.now() - 1_000_000)

test.each([[[]], [['download']]])(
  'task list: of a DAG, a state is what people are shown, alone and with others; paused: %s',
  async (paused) => {
    const context = await testLoom()
    await using _loom = context
    await using raw = await rawDatabase(context)
    const inDag = { dagId: 'mixed', start }
    const mixed = (view: ViewState, number: number, more: Partial<TaskDocument> = {}): TaskDocument =>
      inspectedTask(view, number, { ...inDag, ...more })
    const stored = [
      ...Array.from({ length: 180 }, (_, number) =>
        mixed(viewStates[Math.floor(number / 3) % 12] ?? 'ready', number),
      ),
      mixed('blocked', 1_000, { holds: ['dag'] }),
      mixed('scheduled', 1_001, { holds: ['dag'] }),
      mixed('paused', 1_002, { holds: ['dag', 'paused'] }),
      mixed('scheduled', 1_003, { holds: ['paused'] }),
    ]
    await raw.tasks.insertMany([...stored, inspectedTask('ready', 2_000, { start, dagId: 'other' })])
    if (paused.length > 0) await context.loom.pause(Download)
    const inspection = openInspection(context.loom)
    await inspection.createIndexes()
    const names = new Set<string>(paused)
    const several: ViewState[][] = [
      ['failed', 'expired', 'ready', 'retrying', 'running'],
      ['blocked', 'paused'],
      viewStates.filter((view) => view !== 'finished'),
    ]
    for (const views of [...viewStates.map((view) => [view]), ...several]) {
      const fitting = stored.filter((task) => views.includes(viewStateOf(task, names)))
      const { there, back } = await walkList(inspection, { selection: { dagId: 'mixed', views }, limit: 7 })
      expect([views, there.map(({ id }) => id).toSorted()]).toEqual([
        views,
        fitting.map(({ _id }) => _id).toSorted(),
      ])
      expect(back).toEqual(there)
      const ofType = { dagId: 'mixed', views, names: ['download', 'gallery'] }
      const { there: some } = await walkList(inspection, { selection: ofType, limit: 50 })
      expect(some).toEqual(there.filter(({ name }) => name !== 'resize'))
    }
    const { total, counts } = await inspection.countTasks({ dagId: 'mixed' })
    expect(total.count).toBe(stored.length)
    expect(counts.scheduled).toBe(stored.filter((task) => viewStateOf(task, names) === 'scheduled').length)
    const ofTypes = await inspection.countTypes({ dagId: 'mixed', views: ['blocked', 'failed'] })
    expect(ofTypes.reduce((sum, { count }) => sum + count, 0)).toBe(counts.blocked! + counts.failed!)
  },
)

test('task list: what waits for the end of its DAG is blocked, and paused with it', async () => {
  await using context = await testLoom()
  const inspection = openInspection(context.loom)
  await inspection.createIndexes()
  const [work, report] = [Download({ url: 'work' }), Download({ url: 'report' })]
  const dag = await context.loom.push(work, { onFinished: report })
  const idsIn = async (view: ViewState) =>
    (await inspection.tasks({ selection: { views: [view] } })).items.map(({ id }) => id)
  expect(await idsIn('blocked')).toEqual([report.id])
  expect((await inspection.countTasks({})).counts).toEqual({ ready: 1, blocked: 1 })
  expect((await inspection.tasks({ selection: { dagId: dag.id, views: ['blocked'] } })).items).toHaveLength(1)
  await dag.pause()
  expect(await idsIn('blocked')).toEqual([])
  expect(await idsIn('paused')).toContain(report.id)
})

test('task list: what waits for the end of its DAG, and for a time, is scheduled', async () => {
  await using context = await testLoom()
  const inspection = openInspection(context.loom)
  await inspection.createIndexes()
  const [work, report] = [Download({ url: 'work' }), Download({ url: 'report' }, { delay: '1h' })]
  await context.loom.push(work, { onFinished: report })
  const { items } = await inspection.tasks({ selection: { views: ['scheduled'] } })
  expect(items.map(({ id, view }) => [id, view])).toEqual([[report.id, 'scheduled']])
  expect((await inspection.countTasks({})).counts).toEqual({ ready: 1, scheduled: 1 })
})
