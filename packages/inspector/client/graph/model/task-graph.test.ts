import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { viewStateOrder } from '../../../shared/view-states.ts'
import { encodeGraph, type GraphTask } from '../testing/encode-graph.ts'
import { edgesAt } from './digraph.ts'
import { nameOf, readTaskGraph, viewOf, type TaskGraph } from './task-graph.ts'

const anyTime = fc.option(fc.integer({ min: 0, max: 2 ** 42 }), { nil: undefined })

const anyTask = fc.record({
  name: fc.constantFrom('download', 'resize', 'upload'),
  view: fc.constantFrom(...viewStateOrder),
  priority: fc.constantFrom(1 as const, 2 as const, 3 as const),
  attempt: fc.nat(9),
  createdAt: anyTime,
  startedAt: anyTime,
  settledAt: anyTime,
  expiresAt: anyTime,
  foreignDagId: fc.option(fc.constantFrom('other', 'third'), { nil: undefined }),
  rootCause: fc.option(fc.nat(20), { nil: undefined }),
  groups: fc.array(
    fc.record({
      kind: fc.constantFrom('one' as const, 'many' as const, 'any' as const, 'some' as const),
      need: fc.integer({ min: 1, max: 3 }),
      on: fc.constantFrom('success' as const, 'failure' as const, 'settled' as const),
      optional: fc.boolean(),
      sources: fc.array(fc.nat(25), { maxLength: 4 }),
    }),
    { maxLength: 3 },
  ),
})

const anyTasks = fc.array(anyTask, { maxLength: 20 }).map((tasks) =>
  tasks.map(({ groups, rootCause, ...task }, place): GraphTask => ({
    ...task,
    id: `id${place}`,
    rootCauseId: rootCause === undefined || rootCause >= tasks.length ? undefined : `id${rootCause}`,
    groups: groups.map(({ sources, ...group }, at) => ({
      ...group,
      name: `group${at}`,
      sources: sources.map((source) => `id${source}`),
    })),
  })),
)

test('what is written by columns is read as it was', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const columns = encodeGraph({ dagId: 'dag', topology: 'shape', isCut: false, tasks })
      const graph = readTaskGraph(JSON.parse(JSON.stringify(columns)) as typeof columns)
      expect(graph.ids.map((_, place) => taskOf(graph, place))).toEqual(
        tasks.map((task) => ({ ...task, groups: [] })),
      )
    }),
  )
})

/** A task as it was before it went into the columns. */
function taskOf(graph: TaskGraph, place: number): GraphTask {
  return {
    id: graph.ids[place]!,
    name: nameOf(graph, place),
    view: viewOf(graph, place),
    priority: graph.priorities[place] as 1 | 2 | 3,
    attempt: graph.attempts[place]!,
    createdAt: present(graph.createdAt[place]),
    startedAt: present(graph.startedAt[place]),
    settledAt: present(graph.settledAt[place]),
    expiresAt: present(graph.expiresAt[place]),
    foreignDagId: graph.foreign.get(place),
    rootCauseId: graph.ids[graph.rootCauses[place]!],
    groups: [],
  }
}

function present(time: number | undefined): number | undefined {
  return time === undefined || Number.isNaN(time) ? undefined : time
}

test('edges keep their groups, and dependencies that are gone are told as missing', () => {
  const kind = { name: 'images', kind: 'some', need: 2, on: 'success', optional: false } as const
  const task = { name: 'a', view: 'ready', priority: 2, attempt: 1 } as const
  const graph = readTaskGraph(
    encodeGraph({
      dagId: 'dag',
      topology: 'shape',
      isCut: false,
      tasks: [
        { ...task, id: 'one', groups: [] },
        { ...task, id: 'two', groups: [{ ...kind, sources: ['one', 'gone'] }] },
      ],
    }),
  )
  const edges = edgesAt(graph.links.incoming, 1)
  expect([...edges].map((edge) => graph.links.sources[edge])).toEqual([0])
  expect(graph.kinds[graph.kindOf[edges[0]!]!]).toEqual(kind)
  expect(graph.missing).toEqual(new Map([[1, ['gone']]]))
})
