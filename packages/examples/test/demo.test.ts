import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { measure, runDemo } from './support/demo.ts'
import { fixtureProject, lockfileOf } from './support/fixture-project.ts'
import { depths, type Graph, reach, readGraph, sizesOnDisk } from './support/plain-walk.ts'
import { workspace } from './support/run-script.ts'

type Measured = Awaited<ReturnType<typeof measure>>

/** Compares every number of a report with a plain walk over the lockfile. */
function expectSameAsPlainWalk({ report, lockfile, tasksByWorker }: Measured): void {
  const graph = readGraph(lockfile.file)
  const ownBytes = new Map(report.largest.map(({ id, ownBytes }) => [id, ownBytes]))
  expect([...ownBytes.keys()].toSorted()).toEqual([...graph.keys()].toSorted())

  const bytesOf = (ids: Iterable<string>) => [...ids].reduce((sum, id) => sum + (ownBytes.get(id) ?? 0), 0)
  for (const { id, bytes, packages } of report.largest) {
    const all = reach(graph, id)
    expect({ id, bytes, packages }).toEqual({ id, bytes: bytesOf(all), packages: all.size })
  }
  expect(report.largest).toEqual(report.largest.toSorted((one, other) => other.bytes - one.bytes))

  const levels = [...depths(without(graph, lockfile.cuts)).values()]
  const widths = levels.map((level) => levels.filter((other) => other === level).length)
  expect(report).toMatchObject({
    packages: graph.size,
    bytes: bytesOf(graph.keys()),
    depth: Math.max(...levels),
    width: Math.max(...widths),
  })
  expect(tasksByWorker).toHaveLength(2)
  expect(
    tasksByWorker.reduce((sum, tasks) => sum + tasks, 0),
    'each task ran once',
  ).toBe(graph.size + 1)
}

function without(graph: Graph, cuts: readonly { readonly from: string; readonly to: string }[]): Graph {
  const isCut = (id: string, need: string) => cuts.some(({ from, to }) => from === id && to === need)
  return new Map([...graph].map(([id, needs]) => [id, needs.filter((need) => !isCut(id, need))]))
}

test('the fixture: sizes, depth and width are those that were laid out', async () => {
  await using project = await fixtureProject()
  const measured = await measure(['--lockfile', lockfileOf(project)])
  const { report, lockfile, said } = measured
  expect(report).toMatchObject({ packages: 12, installed: 11, bytes: 10_442, depth: 5, width: 4 })
  const rows = report.largest.map((row) => [row.id, [row.ownBytes, row.bytes, row.packages]])
  expect(Object.fromEntries(rows)).toEqual({
    'plugin@1.0.0(@scope/host@2.0.0)': [50, 10_350, 7],
    'ring-a@1.0.0': [2_000, 9_200, 4],
    'ring-b@1.0.0': [3_000, 9_200, 4],
    'ring-c@1.0.0': [4_000, 9_200, 4],
    '@scope/host@2.0.0': [1_000, 1_100, 2],
    'app@1.0.0': [15, 385, 6],
    'left@1.0.0': [30, 330, 3],
    'base@2.0.0': [200, 200, 1],
    'right@1.0.0': [40, 140, 2],
    'base@1.0.0': [100, 100, 1],
    'hen-and-egg@1.0.0': [7, 7, 1],
    'native-elsewhere@1.0.0': [0, 0, 1],
  })
  expect(lockfile.cuts.map(({ from, to }) => `${from} → ${to}`)).toEqual([
    'hen-and-egg@1.0.0 → hen-and-egg@1.0.0',
    'ring-a@1.0.0 → ring-b@1.0.0',
  ])
  expect(said).toContain(
    'A cycle: ring-b@1.0.0 → ring-c@1.0.0 → ring-a@1.0.0 → ring-b@1.0.0. It is cut between ring-a@1.0.0 and ring-b@1.0.0.',
  )
  expectSameAsPlainWalk(measured)
})

test("the workspace's own lockfile: every number is that of a plain graph walk", async () => {
  const measured = await measure([])
  expect(measured.report.packages).toBeGreaterThan(300)
  expectSameAsPlainWalk(measured)

  const onDisk = sizesOnDisk(workspace)
  const installed = measured.report.largest.filter(({ ownBytes }) => ownBytes > 0)
  for (const { id, ownBytes } of installed) expect(onDisk.get(id.replace(/\(.*/, ''))).toContain(ownBytes)
  // Nothing that lies there was missed, however often a package is installed.
  const total = [...onDisk.values()].flat().reduce((sum, bytes) => sum + bytes, 0)
  expect(measured.report.bytes).toBe(total)
})

test('the tables, and plain lines of progress where there is no terminal', async () => {
  await using project = await fixtureProject()
  const { code, output, errors } = await runDemo([
    '--lockfile',
    project.folder,
    '--top',
    '2',
    '--workers',
    '1',
  ])
  expect(code).toBe(0)
  // The figures of a run differ from run to run, and with them the width of their table.
  const [packages = '', run = ''] = output.split('The run\n')
  expect(packages).toMatchSnapshot()
  expect(run.replaceAll(/[┌┬┐└┴┘─]+\n?/g, '').replaceAll(/ +/g, ' ')).toMatch(
    /^│ tasks │ 13, as one DAG │\n│ workers │ 1 process, which did 13 tasks │\n│ wall time │ \d+\.\d\d s from the push to the last task │\n│ throughput │ \d+ tasks per second │\n│ server │ MONGODB_URI, version .* │\n$/,
  )
  expect(errors).toMatch(/^13 of 13 tasks \| FINISHED 13$/m)
  expect(errors).toContain('pnpm-lock.yaml: 12 packages, 14 dependencies.')
})

test('where nothing is installed, it says so, and the graph is still right', async () => {
  await using project = await fixtureProject()
  await rm(join(project.folder, 'node_modules'), { recursive: true })
  const { said, report } = await measure(['--lockfile', project.folder])
  expect(said).toContain(
    'Nothing can be measured, and all sizes are 0: there is no node_modules beside it that pnpm has installed.',
  )
  expect(report).toMatchObject({ packages: 12, installed: 0, bytes: 0, depth: 5, width: 4 })
})

test('a mistake of the person at the keyboard is told in plain words', async () => {
  const { code, output, errors } = await runDemo(['--lockfile', 'nowhere/pnpm-lock.yaml'])
  expect(errors).toMatch(/^\S+nowhere\/pnpm-lock\.yaml cannot be read: there is no such file\.\n$/)
  expect({ code, output }).toEqual({ code: 1, output: '' })
})

test('without a server it says what was tried', async () => {
  const given = await runDemo([], { environment: { MONGODB_URI: 'mongodb://127.0.0.1:1' } })
  expect(given.errors).toContain('no usable MongoDB server answers there')
  expect(given.code).toBe(1)

  const environment = { MONGODB_URI: undefined, TASKLOOM_LOCAL_MONGO: 'mongod', PATH: '/nowhere' }
  const none = await runDemo([], { environment })
  expect(none.errors).toContain('No MongoDB server could be found or started.')
  expect(none.errors).not.toMatch(/^ {4}at /m)
  expect(none.code).toBe(1)
})

test('help', async () => {
  const { code, output } = await runDemo(['--help'])
  expect(output).toContain('npm run demo -- [options]')
  expect(code).toBe(0)
})
