import { createHash } from 'node:crypto'

import type { Permission } from '../../shared/actions.ts'
import type { ResponseOf } from '../../shared/contract.ts'
import { Problem } from '../http/problem.ts'
import { ActionJob } from './action-job.ts'
import type { ActionRequest } from './assert-offered.ts'

/** How many actions run at once, and how many are remembered. */
const mostRunning = 20
const mostRemembered = 500

interface Order {
  /** Who asks: keys of different people do not meet. */
  readonly owner: string
  /** The same key starts an action once. */
  readonly key: string
  readonly request: ActionRequest
  /** What was needed to ask for it. */
  readonly permission: Permission
}

/** The actions of this process, in its memory: those that run, and the last that ended. */
export class ActionJobs {
  readonly #onProgress: (description: ResponseOf<'action'>) => void
  readonly #jobs = new Map<string, ActionJob>()
  /** The jobs by their keys, each with the fingerprint of what was asked for: a request may name 10,000 tasks. */
  readonly #orders = new Map<string, { readonly asked: string; readonly job: ActionJob }>()

  constructor(onProgress: (description: ResponseOf<'action'>) => void) {
    this.#onProgress = onProgress
  }

  /** @throws Problem `NOT_FOUND` */
  get(id: string): ActionJob {
    const job = this.#jobs.get(id)
    if (job !== undefined) return job
    throw new Problem(
      'NOT_FOUND',
      `There is no action ${id}.`,
      'Actions are forgotten when the inspector restarts.',
    )
  }

  /**
   * Starts an action in the background, unless it was started under this key before.
   * @throws Problem `CONFLICT` when the key stands for another action, `BUSY` when too many run.
   */
  start(order: Order, work: (job: ActionJob) => Promise<void>): ResponseOf<'action'> {
    const key = JSON.stringify([order.owner, order.key])
    const asked = createHash('sha256').update(JSON.stringify(order.request)).digest('base64')
    const before = this.#orders.get(key)
    if (before !== undefined) {
      if (before.asked === asked) return before.job.describe()
      throw new Problem('CONFLICT', 'The idempotency key was used for another action.', 'Use a new key.')
    }
    if ([...this.#jobs.values()].filter(({ isRunning }) => isRunning).length >= mostRunning)
      throw new Problem('BUSY', `${mostRunning} actions run already.`, 'Wait for one of them.')
    const job = new ActionJob({ kind: order.request.kind, permission: order.permission }, this.#onProgress)
    this.#jobs.set(job.id, job)
    this.#orders.set(key, { asked, job })
    this.#forget()
    void work(job).then(
      () => job.end(),
      (error: unknown) => job.end(error),
    )
    return job.describe()
  }

  stopAll(): void {
    for (const job of this.#jobs.values()) job.stop()
  }

  #forget(): void {
    for (const [key, { job }] of this.#orders) {
      if (this.#orders.size <= mostRemembered) return
      if (job.isRunning) continue
      this.#orders.delete(key)
      this.#jobs.delete(job.id)
    }
  }
}
