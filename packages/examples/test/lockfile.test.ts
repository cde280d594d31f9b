import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { cutCycles } from '../src/demo/lockfile/cut-cycles.ts'
import { findInstalledPackages } from '../src/demo/lockfile/installed-packages.ts'
import type { PackageGraph } from '../src/demo/lockfile/package-graph.ts'
import { parseLockfile } from '../src/demo/lockfile/parse-lockfile.ts'
import { emptyProject, fixtureProject } from './support/fixture-project.ts'

const fixture = await readFile(new URL('fixtures/cyclic-lock.yaml', import.meta.url), 'utf8')

function graphOf(needs: Readonly<Record<string, readonly string[]>>): PackageGraph {
  return new Map(Object.entries(needs).map(([id, all]) => [id, { id, name: id, needs: all }]))
}

function needsOf(graph: PackageGraph): Record<string, readonly string[]> {
  return Object.fromEntries([...graph].map(([id, { needs }]) => [id, needs]))
}

test('aliases, peers and optional dependencies are dependencies; links into the workspace are not', () => {
  const graph = parseLockfile(fixture)
  expect(graph.size).toBe(12)
  expect(graph.get('app@1.0.0')?.needs).toEqual(['left@1.0.0', 'native-elsewhere@1.0.0', 'right@1.0.0'])
  expect(graph.get('left@1.0.0')?.needs).toEqual(['base@1.0.0', 'base@2.0.0'])
  expect(graph.get('plugin@1.0.0(@scope/host@2.0.0)')).toEqual({
    id: 'plugin@1.0.0(@scope/host@2.0.0)',
    name: 'plugin',
    needs: ['@scope/host@2.0.0', 'ring-b@1.0.0'],
  })
  expect(graph.get('@scope/host@2.0.0')?.name).toBe('@scope/host')
})

test('of several documents the last one is about the project', () => {
  const first = "---\nlockfileVersion: '9.0'\nsnapshots:\n  pnpm@12.0.0: {}\n"
  expect([...parseLockfile(`${first}---\n${fixture}`).keys()]).not.toContain('pnpm@12.0.0')
})

test.each([
  ['not YAML', 'a: [', 'it is not YAML: '],
  ['nothing', '', 'it is not a lockfile of pnpm.'],
  ['text', 'hello', 'it is not a lockfile of pnpm.'],
  ['a lockfile of npm', '{ "lockfileVersion": 3, "packages": {} }', 'it is not a lockfile of pnpm.'],
  ['a lockfile of yarn', '__metadata:\n  version: 8\n', 'it is not a lockfile of pnpm.'],
  ['an old version', "lockfileVersion: '6.0'\n", 'its version is 6.0, and the demo reads version 9.'],
  ['a very old version', 'lockfileVersion: 5.4\n', 'its version is 5.4, and the demo reads version 9.'],
  ['a future version', "lockfileVersion: '10.0'\n", 'its version is 10.0, and the demo reads version 9.'],
  ['a wrong shape', "lockfileVersion: '9.0'\nsnapshots: [1]\n", 'its content is not as expected: '],
  [
    'a package that is missing',
    "lockfileVersion: '9.0'\nsnapshots:\n  a@1.0.0:\n    dependencies:\n      b: 1.0.0\n",
    'a@1.0.0 depends on b@1.0.0, which it does not list.',
  ],
])('%s is refused', (_what, text, message) => {
  expect(() => parseLockfile(text)).toThrow(message)
})

test('the cycles of the fixture are found, whole, and cut', () => {
  const { graph, cuts } = cutCycles(parseLockfile(fixture))
  expect(cuts).toEqual([
    { from: 'hen-and-egg@1.0.0', to: 'hen-and-egg@1.0.0', cycle: ['hen-and-egg@1.0.0'] },
    {
      from: 'ring-a@1.0.0',
      to: 'ring-b@1.0.0',
      cycle: ['ring-b@1.0.0', 'ring-c@1.0.0', 'ring-a@1.0.0'],
    },
  ])
  expect(graph.get('ring-a@1.0.0')?.needs).toEqual(['base@2.0.0'])
  expect(cutCycles(graph)).toEqual({ graph, cuts: [] })
})

test('the cut does not depend on the order in which packages are listed', () => {
  const needs = { a: ['b'], b: ['c', 'd'], c: ['a'], d: ['b', 'e'], e: [] }
  const reversed = Object.fromEntries(Object.entries(needs).toReversed())
  const { graph, cuts } = cutCycles(graphOf(needs))
  const other = cutCycles(graphOf(reversed))
  expect(other.cuts).toEqual(cuts)
  expect(needsOf(other.graph)).toEqual(needsOf(graph))
  expect(cuts).toEqual([
    { from: 'c', to: 'a', cycle: ['a', 'b', 'c'] },
    { from: 'd', to: 'b', cycle: ['b', 'd'] },
  ])
})

test('a package is where pnpm puts it; long paths are shortened as pnpm does', async () => {
  await using project = await fixtureProject()
  const { folderOf } = await findInstalledPackages(project.folder)
  const folder = folderOf({ id: '@scope/host@2.0.0', name: '@scope/host', needs: [] })
  expect(folder?.slice(project.folder.length)).toBe(
    '/node_modules/.pnpm/@scope+host@2.0.0/node_modules/@scope/host',
  )
  const id = `a@1.0.0(${'b'.repeat(200)}@1.0.0)`
  const long = folderOf({ id, name: 'a', needs: [] })?.split('/').at(-3)
  expect(long).toHaveLength(120)
})

test('a folder without an installation of pnpm is said to be one', async () => {
  await using project = await emptyProject()
  const { problem, folderOf } = await findInstalledPackages(project.folder)
  expect(problem).toContain('no node_modules')
  expect(folderOf({ id: 'a@1.0.0', name: 'a', needs: [] })).toBeUndefined()
})
