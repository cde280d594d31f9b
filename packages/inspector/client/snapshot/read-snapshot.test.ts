import { expect, test } from 'vitest'

import { encodeGraph } from '../graph/testing/encode-graph.ts'
import { readSnapshot } from './read-snapshot.ts'
import type { Snapshot } from './snapshot.ts'

const group = { name: 'needs', kind: 'one', need: 1, on: 'success', optional: false } as const
const task = { name: 'resize', view: 'ready', priority: 2, attempt: 1, createdAt: 5, groups: [] } as const

const snapshot: Snapshot = {
  format: 'taskloom-snapshot',
  version: 1,
  takenAt: 1_000,
  dag: {
    dag: {
      id: 'd',
      state: 'failed',
      taskCount: 2,
      counts: { failed: 1 },
      names: ['a'],
      tags: [],
      createdAt: 5,
    },
    rootCauses: [{ id: 'a', name: 'resize', error: 'It is away' }],
  },
  graph: encodeGraph({
    dagId: 'd',
    topology: 't',
    isCut: false,
    tasks: [
      { ...task, id: 'a', foreignDagId: 'other', rootCauseId: 'a' },
      { ...task, id: 'b', groups: [{ ...group, sources: ['a', 'gone'] }] },
    ],
  }),
}

const fileOf = (content: unknown): File => new File([JSON.stringify(content)], 'a.json')

test('a snapshot is read as it was written, with and without what is known of its DAG', async () => {
  expect(await readSnapshot(fileOf(snapshot))).toEqual(snapshot)
  const { dag: _, ...withoutDag } = snapshot
  expect(await readSnapshot(fileOf(withoutDag))).toEqual(withoutDag)
})

const { graph, dag } = snapshot
const wrongGraphs = {
  dagId: [5],
  base: [1e300, '5', null],
  ids: [[], ['a', 'a'], ['a', 5]],
  names: ['resize', [5]],
  nameOf: [[0, 1], [0], [0, -1], [0, 0.5]],
  states: ['0', '0c', '0-', 5],
  priorities: ['2', '29'],
  attempts: [[1], [1, '1']],
  createdAt: [[5], [5, 'x'], [5, undefined, 5]],
  startedAt: [{}],
  settledAt: [null],
  expiresAt: [undefined],
  foreign: [[[0]], [0]],
  missing: [{}],
  rootCauses: [5],
  kinds: [[5], [null]],
  degrees: [[0, 2], [1], [0, -1]],
  sources: [[2], ['a']],
  kindOf: [[1], []],
}

const wrong: readonly (readonly [string, unknown])[] = [
  ...Object.entries(wrongGraphs).flatMap(([name, values]) =>
    values.map((value) => [name, { ...snapshot, graph: { ...graph, [name]: value } }] as const),
  ),
  ['dagId', { ...snapshot, graph: [] }],
  ['graph', { ...snapshot, graph: undefined }],
  ['takenAt', { ...snapshot, takenAt: 'yesterday' }],
  ['takenAt', { ...snapshot, takenAt: 9e15 }],
  ['version', { ...snapshot, version: 0 }],
  ['version', { ...snapshot, version: '1' }],
  ['dag', { ...snapshot, dag: null }],
  ['dag', { ...snapshot, dag: { ...dag, rootCauses: undefined } }],
  ['dag', { ...snapshot, dag: { ...dag, rootCauses: ['It is away'] } }],
]

test.each(wrong)('a file with another %s is refused, and it is named', async (name, content) => {
  expect(await readSnapshot(fileOf(content))).toContain(`Its “${name}” is broken`)
})

test('a folder, or a file that is gone, is refused', async () => {
  const gone = fileOf(snapshot)
  gone.text = () => Promise.reject(new DOMException('Gone', 'NotFoundError'))
  expect(await readSnapshot(gone)).toContain('It cannot be read as JSON (Gone).')
})
