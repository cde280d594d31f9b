import { openInspection, viewStates, type DagGraph, type DagTimeline } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import { Download, Resize, Step } from '../support/definitions.ts'
import { livedDag } from '../support/lived-dag.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

function viewsOf(graph: DagGraph | undefined): Record<string, string> {
  return Object.fromEntries(
    (graph?.ids ?? []).map((id, place) => [
      id,
      viewStates[Number.parseInt(graph?.states.charAt(place) ?? '', 36)] ?? '',
    ]),
  )
}

test('inspection: a task with everything about it', async () => {
  await using context = await testLoom()
  const { ids } = await livedDag(context)
  const inspection = openInspection(context.loom)
  const small = await inspection.task(ids['small']!)
  expect(small).toMatchObject({
    task: { name: 'resize', view: 'ready', attempt: 0, attempts: 1 },
    payload: { width: { $numberInt: '1' } },
    groups: [{ name: 'source', kind: 'one', verdict: 'satisfied' }],
    dependencies: [
      { id: ids['source'], group: 'source', result: { path: 'a.png' }, task: { view: 'finished' } },
    ],
    dependents: [],
    dependentsTotal: { count: 0, isCapped: false },
  })
  expect(small?.explanation).toMatch(/no worker for `resize`/)
  const source = await inspection.task(ids['source']!)
  expect(source).toMatchObject({
    task: { view: 'finished' },
    result: { path: 'a.png' },
    dependents: [
      {
        id: ids['small'],
        group: 'source',
        rule: { kind: 'one', on: 'success', optional: false },
        task: { name: 'resize' },
      },
    ],
    dependentsTotal: { count: 1 },
  })
  expect(source?.waited).toMatch(/^(Waited .*|Started at once)\.$/)
  expect(source?.timeline.at(-1)).toMatchObject({ view: 'finished' })
  const never = await inspection.task(ids['never']!)
  expect(never).toMatchObject({
    task: { view: 'failed-upstream' },
    rootCause: { id: ids['broken'], name: 'download' },
    failure: { code: 'UPSTREAM_FAILED' },
  })
  expect(await inspection.task('nothing')).toBeUndefined()
})

test('inspection: large values and every type of BSON come out whole', async () => {
  await using context = await testLoom()
  const inspection = openInspection(context.loom)
  const large = 'x'.repeat(10_000)
  const source = Download({ url: large })
  const node = Resize({ width: 1.5 }, { dependsOn: { source } })
  await context.loom.push(node)
  await (await context.loom.pop(Download))?.finish({ path: large })
  expect(await inspection.task(source.id)).toMatchObject({ payload: { url: large }, result: { path: large } })
  expect(await inspection.taskValues([node.id, 'nobody', source.id])).toEqual([
    { id: node.id, payload: { width: { $numberDouble: '1.5' } } },
    { id: source.id, payload: { url: large }, result: { path: large } },
  ])
  const [dependency] = (await inspection.task(node.id))?.dependencies ?? []
  expect(dependency).toMatchObject({ id: source.id, result: { path: large } })
  expect((await inspection.task(node.id))?.payload).toEqual({ width: { $numberDouble: '1.5' } })
})

/** What each task of a timeline waited for, by id. */
function waitsOf(timeline: DagTimeline | undefined): Record<string, string | undefined> {
  const { ids = [], waitedFor = [] } = timeline ?? {}
  return Object.fromEntries(ids.map((id, place) => [id, ids[waitedFor[place] ?? -1]]))
}

test('inspection: a DAG, its graph by columns, its timeline, its list', async () => {
  await using context = await testLoom()
  const { dagId, ids } = await livedDag(context)
  const inspection = openInspection(context.loom)
  expect(await inspection.dag(dagId)).toMatchObject({
    dag: {
      id: dagId,
      state: 'running',
      taskCount: 6,
      counts: { ready: 2, blocked: 1, finished: 1, failed: 1, 'failed-upstream': 1 },
      names: ['download', 'resize'],
    },
    types: [
      { name: 'download', counts: { ready: 1, finished: 1, failed: 1 } },
      { name: 'resize', counts: { ready: 1, blocked: 1, 'failed-upstream': 1 } },
    ],
    rootCauses: [{ id: ids['broken'], name: 'download', error: 'The host 10.1.2.3 is gone.' }],
  })
  const graph = await inspection.dagGraph(dagId, { limit: 100 })
  expect(viewsOf(graph)).toMatchObject({
    [ids['source']!]: 'finished',
    [ids['broken']!]: 'failed',
    [ids['small']!]: 'ready',
    [ids['never']!]: 'failed-upstream',
    [ids['waiting']!]: 'blocked',
  })
  expect(edgesOf(graph)).toContainEqual([ids['source'], ids['small'], 'source'])
  expect(edgesOf(graph)).toHaveLength(3)
  expect(graph).toMatchObject({
    isCut: false,
    foreign: [],
    missing: [],
    kinds: [{ name: 'source', kind: 'one', need: 1 }],
  })
  expect(graph?.rootCauses.map(([place, cause]) => [graph.ids[place], graph.ids[cause]])).toEqual([
    [ids['never'], ids['broken']],
  ])
  expect((await inspection.dagGraph(dagId, { limit: 2 }))?.isCut).toBe(true)
  const timeline = await inspection.dagTimeline(dagId)
  expect(new Set(timeline?.segments.map(([place]) => place)).size).toBe(6)
  expect(waitsOf(timeline)).toMatchObject({
    [ids['small']!]: ids['source'],
    [ids['never']!]: ids['broken'],
    [ids['source']!]: undefined,
  })
  const list = await inspection.dags({})
  expect(list.items).toMatchObject([{ id: dagId, state: 'running', taskCount: 6 }])
  expect((await inspection.dags({ selection: { states: ['running', 'paused'] } })).items).toHaveLength(1)
  expect((await inspection.dags({ selection: { states: ['finished'] } })).items).toEqual([])
  await context.loom.dag(dagId).pause()
  expect((await inspection.dags({ selection: { states: ['paused'] } })).items).toMatchObject([
    { state: 'paused' },
  ])
  expect(await inspection.dag('nothing')).toBeUndefined()
  expect(await inspection.dagGraph('nothing', { limit: 10 })).toBeUndefined()
  expect(await inspection.dagTimeline('nothing')).toBeUndefined()
})

function edgesOf(graph: DagGraph | undefined): unknown[][] {
  if (graph === undefined) return []
  const { ids, degrees, sources, kindOf, kinds } = graph
  const targets = degrees.flatMap((degree, place) => Array.from({ length: degree }, () => ids[place]))
  return targets.map((target, edge) => [ids[sources[edge]!], target, kinds[kindOf[edge]!]?.name])
}

test('inspection: a graph shows the tasks of other DAGs that it depends on, and what is missing', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const inspection = openInspection(context.loom)
  const elsewhere = Download({ url: 'https://a' })
  const gone = Download({ url: 'https://b' })
  const other = await context.loom.push([elsewhere, gone])
  const dag = await context.loom.push([
    Resize({ width: 1 }, { dependsOn: { source: elsewhere } }),
    Resize({ width: 2 }, { dependsOn: { source: gone } }),
  ])
  await raw.tasks.deleteOne({ _id: gone.id })
  const graph = await inspection.dagGraph(dag.id, { limit: 10 })
  expect(graph?.ids).toEqual([elsewhere.id, ...dag.taskIds])
  expect(graph?.foreign).toEqual([[0, other.id]])
  expect(graph?.missing).toEqual([[2, gone.id]])
  expect(graph?.degrees).toEqual([0, 1, 0])
})

test('inspection: a push of one task is a DAG of one', async () => {
  await using context = await testLoom()
  const inspection = openInspection(context.loom)
  const node = Download({ url: 'https://a' })
  await context.loom.push(node)
  expect(await inspection.dag(node.id)).toMatchObject({
    dag: { state: 'running', taskCount: 1, counts: { ready: 1 } },
  })
  await (await context.loom.pop(Download))?.finish({ path: 'a' })
  expect(await inspection.dag(node.id)).toMatchObject({ dag: { state: 'finished', counts: { finished: 1 } } })
})

test('inspection: the version of a DAG changes with its tasks, and not by itself', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { dagId } = await livedDag(context)
  const inspection = openInspection(context.loom)
  // What changed just now may change once more in the same millisecond.
  expect(await inspection.dagVersion(dagId)).not.toEqual(await inspection.dagVersion(dagId))
  await raw.tasks.updateMany({}, [
    { $set: { updatedAt: { $dateSubtract: { startDate: '$updatedAt', unit: 'minute', amount: 1 } } } },
  ])
  const before = await inspection.dagVersion(dagId)
  expect(await inspection.dagVersion(dagId)).toEqual(before)
  await (await context.loom.pop(Download))?.finish({ path: 'c' })
  expect(await inspection.dagVersion(dagId)).not.toEqual(before)
  expect(await inspection.dagVersion('nothing')).toBeUndefined()
})

test('inspection: what is seen long after the time that it bears changes the version of a DAG, and its graph', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [early, late] = [Download({ url: 'https://a' }), Download({ url: 'https://b' })]
  const dag = await context.loom.push([early, late])
  const inspection = openInspection(context.loom)
  await inspection.createIndexes()
  const change = (id: string, secondsAgo: number, state: 'CREATED' | 'FINISHED') =>
    raw.tasks.updateOne(
      { _id: id },
      { $set: { updatedAt: new Date(inspection.now() - secondsAgo * 1_000), state } },
    )
  await change(early.id, 61, 'CREATED')
  await change(late.id, 60, 'CREATED')
  const before = await inspection.dagVersion(dag.id)
  expect(viewsOf(await inspection.dagGraph(dag.id, { limit: 10 }))[early.id]).toBe('ready')
  // A transaction that was committed a minute after the write in it.
  await change(early.id, 61, 'FINISHED')
  expect(await inspection.dagVersion(dag.id)).not.toEqual(before)
  expect(viewsOf(await inspection.dagGraph(dag.id, { limit: 10 }))[early.id]).toBe('finished')
})

test('inspection: the version of a DAG changes with what it depends on in other DAGs', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const inspection = openInspection(context.loom)
  const names = ['first', 'second', 'third', 'stranger']
  const [first, second, third, stranger] = names.map((label) =>
    Step({ label }, { dependsOn: { before: [] } }),
  )
  const others = [first!, second!, third!, stranger!]
  await context.loom.push(others)
  const node = Step({ label: 'here' }, { dependsOn: { before: others.slice(0, 2) } })
  const dag = await context.loom.push([node, Step({ label: 'beside' }, { dependsOn: { before: [] } })])
  await context.advance('10m')
  let at = inspection.now() - 60_000
  const change = (id: string, update: object = {}) =>
    raw.tasks.updateOne({ _id: id }, { $set: { updatedAt: new Date((at += 1_000)) }, ...update })
  const look = async (): Promise<unknown> => {
    const version = await inspection.dagVersion(dag.id)
    expect(await inspection.dagVersion(dag.id)).toEqual(version)
    return version
  }

  const seen = [await look()]
  for (const id of [first!.id, second!.id]) {
    await change(id)
    seen.push(await look())
  }
  await change(third!.id)
  expect(await look()).toEqual(seen.at(-1))
  // What it comes to depend on later is known as well, and so is what goes.
  await change(node.id, { $push: { dependencies: { id: third!.id, group: 'before' } } })
  seen.push(await look())
  await change(third!.id)
  seen.push(await look())
  await raw.tasks.deleteOne({ _id: first!.id })
  seen.push(await look())
  expect(new Set(seen.map((version) => JSON.stringify(version))).size).toBe(seen.length)
  await change(stranger!.id)
  expect(await look()).toEqual(seen.at(-1))
})

test('inspection: neighbours in both directions, as far as asked', async () => {
  await using context = await testLoom()
  const inspection = openInspection(context.loom)
  const steps = [Step({ label: '0' }, { dependsOn: { before: [] } })]
  for (let n = 1; n < 6; n += 1)
    steps.push(Step({ label: String(n) }, { dependsOn: { before: [steps[n - 1]!] } }))
  await context.loom.push(steps)
  const near = await inspection.neighbours(steps[3]!.id, { up: 1, down: 2 })
  expect(near?.tasks.map(({ id }) => id).toSorted()).toEqual(steps.slice(2, 6).map(({ id }) => id))
  expect(near?.edges).toHaveLength(3)
  expect(near?.edges).toContainEqual([steps[2]!.id, steps[3]!.id])
  expect(await inspection.neighbours('nothing', { up: 1, down: 1 })).toBeUndefined()
})

test('inspection: what happened to a task, with the attempts before', async () => {
  await using context = await testLoom()
  const inspection = openInspection(context.loom)
  const node = Download({ url: 'https://a' }, { retry: { attempts: 2, delay: '1h' } })
  await context.loom.push(node)
  await (await context.loom.pop(Download))?.fail(new Error('No.'))
  expect((await inspection.task(node.id))?.task).toMatchObject({ view: 'retrying', attempt: 1, attempts: 2 })
  await context.advance('2h')
  await context.sweep()
  await (await context.loom.pop(Download))?.fail(new Error('No again.'))
  const happenings = await inspection.taskEvents(node.id)
  expect(happenings?.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['pushed', 'attempt-failed', 'started', 'settled']),
  )
  expect(happenings?.at(-1)).toMatchObject({ kind: 'settled', view: 'failed', text: 'Failed: No again.' })
  const detail = await inspection.task(node.id)
  expect(detail?.attempts).toMatchObject([{ attempt: 1, error: { message: 'No.' } }])
  expect(detail?.fingerprint).toBe('No again.')
  expect(detail?.timeline.filter(({ view }) => view === 'running').map(({ attempt }) => attempt)).toEqual([
    1, 2,
  ])
  expect(detail?.timeline.every(({ from, to }) => to === undefined || to >= from)).toBe(true)
})
