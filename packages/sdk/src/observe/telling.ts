import type { SettledState } from '../document/states.ts'
import type { TaskDocument } from '../document/task-document.ts'
import type { TaskEnd } from '../store/flags.ts'
import type { ClosedDag } from '../store/operations/close-dags.ts'
import type { RecoveredTask } from '../store/operations/recover-leases.ts'
import type { DagFinished, TaskDeleted, TaskSettled } from './events.ts'
import type { LocalEvents } from './local-events.ts'
import { endOfSingle } from './to-event.ts'

/** A task, as far as events name it. */
export interface ToldTask {
  readonly id: string
  readonly name: string
  readonly dagId: string
}

/** Says what this process has just done, to the listeners of this process. */
export class Telling {
  readonly #local: LocalEvents
  readonly #now: () => Date

  constructor(local: LocalEvents, now: () => Date) {
    this.#local = local
    this.#now = now
  }

  pushed(nodes: readonly { readonly id: string; readonly name: string }[], dagId: string): void {
    const at = this.#now()
    this.#local.tell('pushed', () =>
      nodes.map(({ id, name }) => ({ id, name, dagId, at, state: 'CREATED' as const })),
    )
  }

  claimed(tasks: readonly TaskDocument[]): void {
    this.#local.tell('claimed', () =>
      tasks.map(({ _id, name, dagId, attempt, startedAt }) => {
        return { id: _id, name, dagId, at: startedAt ?? this.#now(), state: 'RUNNING' as const, attempt }
      }),
    )
  }

  progressed(task: ToldTask, progress: NonNullable<TaskDocument['progress']>): void {
    const state = 'RUNNING' as const
    this.#local.tell('progressed', () => [{ ...task, at: this.#now(), state, progress }])
  }

  returned(task: ToldTask, dueAt?: Date): void {
    const state = 'CREATED' as const
    const due = dueAt === undefined ? {} : { dueAt }
    this.#local.tell('returned', () => [{ ...task, at: this.#now(), state, ...due }])
  }

  recovered(tasks: readonly RecoveredTask[]): void {
    const at = this.#now()
    this.#local.tell('recovered', () =>
      tasks.map(({ _id, ...task }) => ({ ...task, id: _id, at, state: 'CREATED' as const })),
    )
  }

  /** Tasks ended, whoever ended them; this process tells their dependents. */
  ended(ends: ReadonlyMap<string, TaskEnd>): void {
    const at = this.#now()
    const settled: TaskSettled[] = []
    const deleted: TaskDeleted[] = []
    const finished: DagFinished[] = []
    for (const [id, { name, dagId, state, hasGrown }] of ends) {
      const facts = { id, name, dagId, at }
      if (state === 'DELETED') deleted.push({ ...facts, kind: 'deleted' })
      else {
        const event = { ...facts, kind: 'settled', state: state as SettledState } as const
        settled.push(event)
        if (!hasGrown) finished.push(...endOfSingle(event))
      }
    }
    this.#local.tell('settled', () => settled)
    this.#local.tell('deleted', () => deleted)
    this.#local.tell('dagFinished', () => finished)
  }

  dagsFinished(dags: readonly ClosedDag[]): void {
    const at = this.#now()
    this.#local.tell('dagFinished', () => dags.map((dag) => ({ ...dag, at })))
  }
}
