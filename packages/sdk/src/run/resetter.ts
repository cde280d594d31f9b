import type { ClosedDags } from '../store/operations/close-dags.ts'
import {
  createResetLock,
  keepResetLock,
  leaveResetLock,
  takeResetLock,
} from '../store/operations/reset-lock.ts'
import { finishResets, readLeftResets, reset, type ResetAnswer } from '../store/operations/reset.ts'
import type { ResetRequest } from '../store/read/plan-reset.ts'
import type { Store } from '../store/store.ts'
import { pause } from './pause.ts'

export interface ResetterOptions {
  readonly store: Store
  /** How long the lock is held without being renewed, in milliseconds. */
  readonly lockMilliseconds: number
  readonly onDone: (done: ClosedDags) => void
  /** Throws when nothing new is begun any more. */
  readonly assertOpen: () => void
}

/** How long one waits for the lock between two tries, in milliseconds: the holder does not take long. */
const [shortestWait, longestWait] = [10, 250]

/** Makes tasks run again: one reset at a time, in this process and among all of them. */
export class Resetter {
  readonly #options: ResetterOptions
  #turn: Promise<unknown> = Promise.resolve()
  #lockExists: Promise<void> | undefined

  constructor(options: ResetterOptions) {
    this.#options = options
  }

  /** Resets when it is its turn, after what a process that died has left behind. */
  async reset(request: ResetRequest): Promise<ResetAnswer> {
    const { store, onDone } = this.#options
    return this.#inTurn(async () => {
      for (;;) {
        await this.#takeLock()
        const answer = await this.#holding(async () => {
          await this.#finishLeft()
          return reset(store, request)
        })
        onDone(answer)
        if (answer.wasUndone !== true) return answer
      }
    })
  }

  /** Finishes or undoes what was left behind, unless somebody is at work. Returns how many resets that were. */
  async finishLeft(): Promise<number> {
    if ((await readLeftResets(this.#options.store)).length === 0) return 0
    return this.#inTurn(async () => {
      const { store, lockMilliseconds } = this.#options
      if (!(await takeResetLock(store, lockMilliseconds))) return 0
      return this.#holding(() => this.#finishLeft())
    })
  }

  async #finishLeft(): Promise<number> {
    const done = await finishResets(this.#options.store)
    this.#options.onDone(done)
    return done.count
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #takeLock(): Promise<void> {
    const { store, lockMilliseconds, assertOpen } = this.#options
    this.#lockExists ??= createResetLock(store).catch((error: unknown) => {
      this.#lockExists = undefined
      throw error
    })
    await this.#lockExists
    for (let wait = shortestWait; ; wait = Math.min(wait * 2, longestWait)) {
      assertOpen()
      if (await takeResetLock(store, lockMilliseconds)) return
      await pause(wait * (0.5 + Math.random()))
    }
  }

  /** Works under the lock, and keeps it until the work is done. */
  async #holding<Result>(work: () => Promise<Result>): Promise<Result> {
    const { store, lockMilliseconds } = this.#options
    const renewal = setInterval(
      () => void keepResetLock(store, lockMilliseconds).catch(() => undefined),
      lockMilliseconds / 3,
    )
    try {
      return await work()
    } finally {
      clearInterval(renewal)
      // Where this fails too, the lock runs out.
      await leaveResetLock(store).catch(() => undefined)
    }
  }
}
