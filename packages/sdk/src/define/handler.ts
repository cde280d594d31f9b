import type { TaskState } from '../document/states.ts'
import type { DagOutcome } from '../document/task-document.ts'
import type { AnyTaskDefinition } from './any-task-definition.ts'
import type { Growth } from './growth.ts'

/** How all other tasks of a DAG ended, for its `onFinished` task. */
export interface OthersEnd {
  /** `FAILED` if any failed or expired, else `CANCELLED` if any was cancelled, else `FINISHED`. */
  readonly outcome: DagOutcome
  /** How many ended how. */
  readonly counts: Readonly<Partial<Record<TaskState, number>>>
}

/** What a handler receives: one attempt at one task. */
export interface HandlerContext<
  Payload = unknown,
  Dependencies = unknown,
  Name extends string = string,
> extends Growth {
  /** The id of the task: stable over attempts, so it is the key for effects that must happen once. */
  readonly id: string
  /** The name of the definition. */
  readonly name: Name
  /** The payload as the schema returns it: defaults, transforms and codecs applied. */
  readonly payload: Payload
  /** What the dependencies ended with, by the name of the group. */
  readonly dependencies: Dependencies
  /** The number of this attempt, from 1. */
  readonly attempt: number
  /** Present where the task is the `onFinished` node of its DAG: how all others ended. */
  readonly dag?: OthersEnd
  /** Aborted when the task is cancelled, expires, takes too long or is no longer held. */
  readonly signal: AbortSignal
  /**
   * Reports how far the task is.
   * @param fraction From 0 to 1.
   * @param message What it is doing, for the people who watch.
   */
  progress(this: void, fraction: number, message?: string): void
}

/** What `runIf` says: whether the task runs, and why it does not. */
export type RunDecision = boolean | { readonly run: false; readonly reason: string }

/** What a decision of `runIf` is made from. */
export type RunIfContext<Payload = unknown, Dependencies = unknown, Name extends string = string> = Pick<
  HandlerContext<Payload, Dependencies, Name>,
  'id' | 'name' | 'payload' | 'dependencies' | 'attempt' | 'dag' | 'signal'
>

/** Options of `handle`. */
export interface HandleOptions<Payload = unknown, Dependencies = unknown, Name extends string = string> {
  /**
   * Decides, when a worker has claimed the task, whether it runs. Otherwise it is `SKIPPED`, with the reason, and
   * its dependents follow the rule for skipped dependencies. An error that it throws fails the attempt.
   * @defaultValue every task runs
   */
  runIf?(this: void, context: RunIfContext<Payload, Dependencies, Name>): RunDecision | Promise<RunDecision>
}

/** A definition with the code that runs it. Made by `Task.handle(run)` and passed to a worker. */
export interface Handler {
  readonly definition: AnyTaskDefinition
  run(this: void, context: HandlerContext): unknown
  /** Absent where every task runs. */
  readonly runIf?: HandleOptions['runIf']
}
