import { defaults } from '../defaults.ts'
import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { Handler } from '../define/handler.ts'
import { toMilliseconds, type Duration } from '../duration.ts'
import { LeaseLost, TaskloomError } from '../errors.ts'
import { checkOptions } from './check-options.ts'
import type { ClaimHandle } from './claim-handle.ts'
import { claimTasks } from './claim-tasks.ts'
import type { Engine } from './engine.ts'
import { LagMonitor, type LagWarning } from './lag-monitor.ts'
import { pause } from './pause.ts'
import { reportError, reportWarning } from './report-error.ts'
import { retryDelay } from './retry-delay.ts'
import { runHandler, type HandlerEnd } from './run-handler.ts'
import { withTimeout } from './with-timeout.ts'
import { WorkerHeartbeat } from './worker-heartbeat.ts'

export interface WorkerOptions {
  /**
   * How many tasks run at the same time in this process.
   * @defaultValue 10
   */
  readonly concurrency?: number
  /** Stops the worker gracefully, like `stop()`. */
  readonly signal?: AbortSignal
  /**
   * Called when claiming or settling failed for a reason outside the handlers; the worker tries again.
   * @defaultValue a warning of the process
   */
  readonly onError?: (error: unknown) => void
  /**
   * Called when the event loop of the process was blocked so long that leases are endangered.
   * @defaultValue a warning of the process
   */
  readonly onWarning?: (warning: LagWarning) => void
}

export interface StopOptions {
  /**
   * How long running handlers may go on before their signals are aborted and their tasks given back.
   * @defaultValue '30s'
   */
  readonly timeout?: Duration
}

/** How long a handler has to end after its signal was aborted, before its task is given back regardless. */
const graceMilliseconds = 1_000

/**
 * Runs handlers for the tasks that become ready. One claim loop serves all definitions of the process: it
 * claims as many tasks at once as there are free slots, and sleeps while nothing is ready.
 */
export class Worker {
  readonly #engine: Engine
  readonly #handlers: ReadonlyMap<string, Handler>
  readonly #definitions: ReadonlyMap<string, AnyTaskDefinition>
  readonly #options: WorkerOptions
  readonly #concurrency: number
  readonly #heartbeat: WorkerHeartbeat
  readonly #lag: LagMonitor
  readonly #stopping = new AbortController()
  /** Aborted when nothing is waited for any more: every handler has ended, or was given up. */
  readonly #ended = new AbortController()
  /** Aborted when the time of a graceful stop is over. */
  readonly #deadline = new AbortController()
  readonly #running = new Map<
    ClaimHandle,
    { readonly done: Promise<void>; readonly abort: AbortController }
  >()
  #slotFreed: () => void = () => undefined
  #loop: Promise<void> | undefined
  #stopped: Promise<void> | undefined

  constructor(engine: Engine, handlers: readonly Handler[], options: WorkerOptions) {
    checkOptions('worker', options)
    this.#engine = engine
    this.#handlers = readHandlers(handlers)
    this.#definitions = new Map(handlers.map(({ definition }) => [definition.name, definition]))
    this.#options = options
    this.#concurrency = readConcurrency(options.concurrency ?? 10)
    this.#heartbeat = new WorkerHeartbeat(engine, () => ({
      names: [...this.#handlers.keys()],
      concurrency: this.#concurrency,
      running: this.#running.size,
    }))
    this.#lag = new LagMonitor({
      leaseMilliseconds: engine.times.lease,
      renewalMilliseconds: engine.times.renewal,
      onLag: (warning) => reportWarning(warning, options.onWarning),
    })
  }

  /** How many handlers run now. */
  get running(): number {
    return this.#running.size
  }

  /** Starts the worker; resolves when it was stopped and everything that it ran has ended. */
  async run(): Promise<void> {
    this.#loop ??= this.#claimLoop()
    const onAbort = (): void => void this.stop()
    this.#options.signal?.addEventListener('abort', onAbort, { once: true })
    if (this.#options.signal?.aborted === true) onAbort()
    await this.#loop
    await this.#stopped
    this.#options.signal?.removeEventListener('abort', onAbort)
  }

  /**
   * Stops gracefully: nothing more is claimed, running handlers may end; after the timeout their signals are
   * aborted and what is left is given back without counting the attempt. Of several calls the most impatient
   * one counts.
   */
  stop(options: StopOptions = {}): Promise<void> {
    checkOptions('stop', options)
    const { timeout = '30s' } = options
    const milliseconds = toMilliseconds(timeout, 'timeout')
    this.#stopping.abort()
    this.#slotFreed()
    this.#stopped ??= this.#drain().finally(() => this.#engine.claimers.delete(this))
    void pause(milliseconds, this.#ended.signal).then(() => this.#deadline.abort())
    return this.#stopped
  }

  async #claimLoop(): Promise<void> {
    this.#engine.stream.open()
    this.#heartbeat.start()
    this.#lag.start()
    let [looks, failures] = [0, 0]
    while (!this.#stopping.signal.aborted) {
      const free = this.#concurrency - this.#running.size
      if (free <= 0) {
        await this.#waitForSlot()
        continue
      }
      const since = this.#engine.wakeUp.version
      const limit = Math.min(free, defaults.claimBatch)
      try {
        const claimed = await this.#claim(limit)
        failures = 0
        // Fewer than asked for: that was all there is, until somebody says that there is more.
        looks = claimed === limit ? 0 : claimed > 0 ? 1 : looks + 1
      } catch (error) {
        failures += 1
        this.#report(error)
        await pause(retryDelay(failures), this.#stopping.signal)
        continue
      }
      if (looks > 0) await this.#sleep(looks, since)
    }
  }

  async #sleep(looks: number, since: number): Promise<void> {
    const names = [...this.#definitions.keys()]
    await this.#engine.wakeUp.sleep({ names, looks: looks - 1, since, signal: this.#stopping.signal })
  }

  async #claim(limit: number): Promise<number> {
    const claimed = await claimTasks(this.#engine, { definitions: this.#definitions, limit })
    if (this.#stopping.signal.aborted) await this.#giveBack(claimed)
    else for (const handle of claimed) this.#start(handle)
    return claimed.length
  }

  /** Nothing of it is renewed any more, so that what cannot be given back now is lost when its lease runs out. */
  async #giveBack(handles: readonly ClaimHandle[]): Promise<void> {
    const given = await Promise.allSettled(handles.map((handle) => handle.giveBack()))
    for (const each of given) if (each.status === 'rejected') this.#report(each.reason)
  }

  #start(handle: ClaimHandle): void {
    const abort = new AbortController()
    const done = this.#attempt(handle, abort).finally(() => {
      this.#running.delete(handle)
      this.#slotFreed()
    })
    this.#running.set(handle, { done, abort })
  }

  /** One attempt: run the handler, then settle the task with what came of it. */
  async #attempt(handle: ClaimHandle, abort: AbortController): Promise<void> {
    const signal = AbortSignal.any([handle.signal, abort.signal])
    const { id, name, payload, dependencies, attempt, dag, progress, push, extend } = handle
    const handler = this.#handlers.get(name)
    const run = (inTime: AbortSignal): Promise<HandlerEnd> =>
      runHandler(handler, {
        id,
        name,
        payload,
        dependencies,
        attempt,
        ...(dag && { dag }),
        signal: AbortSignal.any([signal, inTime]),
        progress,
        push,
        extend,
      })
    try {
      const end = await withTimeout(run, handle)
      await this.#settle(handle, () =>
        end.kind === 'skipped' ? handle.skip(end.reason) : handle.finish(end.result),
      )
    } catch (error) {
      if (abort.signal.aborted) await this.#settle(handle, () => handle.giveBack())
      else await this.#settle(handle, () => handle.fail(error))
    }
  }

  /** A lease that was lost is nobody's error: the task is somebody else's now. */
  async #settle(handle: ClaimHandle, write: () => Promise<void>): Promise<void> {
    if (!handle.isHeld) return
    for (let failures = 1; ; failures += 1) {
      try {
        await write()
        return
      } catch (error) {
        if (error instanceof LeaseLost || handle.signal.aborted) return
        if (error instanceof TaskloomError) throw error
        this.#report(error)
        await pause(retryDelay(failures), handle.signal)
      }
    }
  }

  async #waitForSlot(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#slotFreed = resolve
      if (this.#running.size < this.#concurrency || this.#stopping.signal.aborted) resolve()
    })
  }

  async #drain(): Promise<void> {
    await this.#loop
    const running = [...this.#running.values()].map(({ done }) => done)
    void Promise.all(running).finally(() => this.#ended.abort())
    await pause(Number.POSITIVE_INFINITY, AbortSignal.any([this.#ended.signal, this.#deadline.signal]))
    for (const { abort } of this.#running.values()) abort.abort(new Error('The worker is stopping.'))
    await pause(this.#running.size > 0 ? graceMilliseconds : 0, this.#ended.signal)
    this.#ended.abort()
    await this.#giveBack([...this.#running.keys()])
    this.#lag.stop()
    await this.#heartbeat.stop()
    await this.#engine.resolver.rest()
  }

  #report(error: unknown): void {
    reportError(error, this.#options.onError)
    this.#engine.events.emit('problem', error)
  }
}

function isHandler({ definition, run }: Partial<Handler>): boolean {
  return definition !== undefined && typeof run === 'function'
}

function readHandlers(handlers: readonly Handler[]): Map<string, Handler> {
  const list: readonly Partial<Handler>[] = Array.isArray(handlers) ? handlers : []
  if (list.length > 0 && list.every(isHandler)) {
    const byName = new Map(handlers.map((handler) => [handler.definition.name, handler]))
    if (byName.size === list.length) return byName
  }
  throw new TaskloomError(
    'INVALID_OPTION',
    'A worker needs a list of handlers, and at most one for each task definition: worker([Resize.handle(async (context) => …)]).',
  )
}

function readConcurrency(concurrency: number): number {
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return concurrency
  throw new TaskloomError(
    'INVALID_OPTION',
    `\`concurrency\` is ${String(concurrency)}, which is not a number of tasks. Pass a whole number from 1.`,
  )
}
