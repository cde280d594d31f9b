import type { Collection } from 'mongodb'

import type { TaskDocument } from '../../../document/task-document.ts'
import { planTaskList, toWalkedList, type ListFacts } from './plan-task-list.ts'
import type { Reader } from './reader.ts'
import type { TaskSelection } from './selection.ts'
import { offer, readFacts } from './task-list.ts'
import type { TaskFigures } from './task-shapes.ts'
import { readPage } from './walk.ts'
import { whereSelected } from './where-selected.ts'

/** The figures are made of so many tasks. */
const sampleAtMost = 1_000

/** What the latest tasks can be read by. */
const sorts = ['-updated', '-created'] as const

const fields = { readyAt: 1, startedAt: 1, settledAt: 1 } as const

type Timed = Pick<TaskDocument, '_id'> & {
  readonly [Field in keyof typeof fields]?: Date
}

interface Sample {
  readonly tasks: readonly Timed[]
  readonly isWhole: boolean
}

/**
 * How long the tasks of a selection waited and ran, by the latest 1,000 of them, which are read along an index.
 * Where no index brings the latest first, none are looked at.
 */
export async function readTaskFigures(reader: Reader, selection: TaskSelection): Promise<TaskFigures> {
  const facts = await readFacts(reader, selection)
  const { tasks, isWhole } = await readSample(reader, selection, facts)
  const waits = lengths(tasks, 'readyAt', 'startedAt')
  const runs = lengths(tasks, 'startedAt', 'settledAt')
  return {
    looked: tasks.length,
    isWhole,
    waitP50: shareOf(waits, 0.5),
    waitP95: shareOf(waits, 0.95),
    runP50: shareOf(runs, 0.5),
    runP95: shareOf(runs, 0.95),
  }
}

async function readSample(reader: Reader, selection: TaskSelection, facts: ListFacts): Promise<Sample> {
  const { store, options } = reader
  if (selection.ids !== undefined) {
    const where = whereSelected(selection, facts)
    const tasks = await store.tasks.find(where, options).project<Timed>(fields).limit(sampleAtMost).toArray()
    return { tasks, isWhole: true }
  }
  const { indexes } = await reader.standing('tasks')
  for (const sort of sorts) {
    const plan = await offer(reader, planTaskList(selection, sort, facts))
    if ('reason' in plan) continue
    const { items, next } = await readPage<Timed>(toWalkedList({ selection, sort }, plan.walks), {
      collection: store.tasks as unknown as Collection,
      // What is merged is merged by these.
      fields: { ...fields, updatedAt: 1, createdAt: 1 },
      options,
      limit: sampleAtMost,
      cursor: undefined,
      hasIndex: (index) => indexes.has(index),
    })
    return { tasks: items, isWhole: next === undefined }
  }
  return { tasks: [], isWhole: false }
}

/** From one moment to the other, in milliseconds, the shortest first; of tasks that have both. */
function lengths(tasks: readonly Timed[], from: keyof typeof fields, to: keyof typeof fields): number[] {
  return tasks
    .flatMap((task) => {
      const [start, end] = [task[from], task[to]]
      return start === undefined || end === undefined ? [] : [Math.max(0, end.getTime() - start.getTime())]
    })
    .toSorted((one, other) => one - other)
}

/** The length that this share of all does not exceed; null of none. */
function shareOf(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}
