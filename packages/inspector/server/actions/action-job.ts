import { randomUUID } from 'node:crypto'

import type { ActionKind, Permission } from '../../shared/actions.ts'
import type { ResponseOf } from '../../shared/contract.ts'
import { toProblem } from '../http/error-response.ts'
import { Coalescer } from '../live/coalescer.ts'
import { UndoOffer } from './undo-offer.ts'

type Description = ResponseOf<'action'>

/** How many tasks that were not changed are named. */
const mostFailures = 500

/** The distance of two reports of progress, in milliseconds. */
const reportInterval = 200

/** An action that is being done: how far it is, and what came of it. */
export class ActionJob {
  readonly id: string = randomUUID()
  readonly kind: ActionKind
  /** What whoever stops it must be allowed to do, as it was needed to start it. */
  readonly permission: Permission
  /** How it can be undone, where it can. */
  readonly undo: UndoOffer
  readonly #stopped = new AbortController()
  readonly #outcomes = new Map<string, number>()
  readonly #failures: { id: string; reason: string }[] = []
  readonly #created: string[] = []
  readonly #reports: Coalescer
  #state: Description['state'] = 'running'
  #done = 0
  #total = 0
  #error: string | undefined
  #isCutShort = false

  constructor(
    { kind, permission }: Pick<ActionJob, 'kind' | 'permission'>,
    onProgress: (description: Description) => void,
  ) {
    this.kind = kind
    this.permission = permission
    this.#reports = new Coalescer({ interval: reportInterval }, () => onProgress(this.describe()))
    this.undo = new UndoOffer(() => this.#reports.ask())
  }

  get isRunning(): boolean {
    return this.#state === 'running'
  }

  /** Aborted when it was asked to stop. */
  get signal(): AbortSignal {
    return this.#stopped.signal
  }

  /** What came of it so far, by outcome. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#outcomes)
  }

  /** Says how far it is. */
  progress(done: number, total: number): void {
    this.#done = done
    this.#total = total
    this.#reports.ask()
  }

  /** Notes what came of tasks. */
  note(outcome: string, count = 1): void {
    if (count > 0) this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + count)
    this.#reports.ask()
  }

  /** Notes that a task was not changed, and why. */
  refuse(id: string, reason: string): void {
    if (this.#failures.length < mostFailures) this.#failures.push({ id, reason })
    this.note(reason)
  }

  create(id: string): void {
    this.#created.push(id)
  }

  stop(): void {
    this.#stopped.abort()
  }

  /** Notes that it stopped, as it was asked to, with something left to do. */
  cutShort(): void {
    this.#isCutShort = true
  }

  end(error?: unknown): void {
    const ended = this.#isCutShort ? 'cancelled' : 'done'
    this.#state = error === undefined ? ended : 'failed'
    if (error !== undefined) this.#error = toProblem(error).message
    this.#reports.ask()
  }

  /** As the API tells it. */
  describe(): Description {
    const undoMilliseconds = this.#state === 'done' ? this.undo.millisecondsLeft : undefined
    return {
      id: this.id,
      kind: this.kind,
      state: this.#state,
      total: this.#total,
      done: this.#done,
      outcomes: [...this.#outcomes].map(([outcome, count]) => ({ outcome, count })),
      failures: [...this.#failures],
      created: [...this.#created],
      ...(undoMilliseconds === undefined ? {} : { undoMilliseconds }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
    }
  }
}
