/**
 * Typed tasks and DAGs on MongoDB.
 *
 * ```ts
 * const Greet = defineTask({ name: 'greet', schema: z.object({ who: z.string() }), result: z.string() })
 * const loom = await connect({ uri: 'mongodb://127.0.0.1:27017', database: 'shop' })
 * await loom.push(Greet({ who: 'world' }))
 * const task = await loom.pop(Greet)
 * await task?.finish(`Hello, ${task.payload.who}!`)
 * await loom.close()
 * ```
 *
 * @module
 */

// Define: what a task is and what it waits for.
export { defineTask, type DefinitionOptions } from './define/define-task.ts'
export {
  allOf,
  anyOf,
  direct,
  optional,
  someOf,
  type DependencyGroup,
  type GroupOptions,
  type NoDependencies,
} from './define/dependency-groups.ts'
export { itself, type Itself } from './define/itself.ts'
export type { BackoffFunction, DefinitionRetryOptions, RetryOptions } from './define/retry-options.ts'
export { DoNotRetry, RetryAfter, Snooze } from './define/steering.ts'
export type { TaskDefinition } from './define/task-definition.ts'
export type { TaskNode } from './define/task-node.ts'
export type { TaskReference } from './define/task-reference.ts'
export type { AnyTaskDefinition } from './define/any-task-definition.ts'
export type { Growth, GrowthOptions, ReferencesTo, ReferenceTo } from './define/growth.ts'
export type {
  HandleOptions,
  Handler,
  HandlerContext,
  OthersEnd,
  RunDecision,
  RunIfContext,
} from './define/handler.ts'
export type { InTransaction, Session } from './define/session.ts'
export type { ClaimedTask, ClaimedTaskOf, FailOptions } from './define/claimed-task.ts'
export type { FailedDependency, SettledDependency, TaskFailure } from './define/dependency-values.ts'
export type {
  DependenciesOf,
  PayloadInputOf,
  PayloadOf,
  ResultInputOf,
  ResultOf,
} from './define/definition-parts.ts'

// Words that options and stored tasks are made of.
export { Priority } from './document/priority.ts'
export type { DependencyTrigger, ImpossiblePolicy } from './document/dependency-group.ts'
export type { SettledState, TaskState } from './document/states.ts'
export { actionStates, type TaskActionKind } from './document/task-actions.ts'
export type { ViewState } from './document/view-state.ts'
export type { Duration } from './duration.ts'

// Connect, push, pop, work.
export { connect, type ConnectOptions } from './run/connect.ts'
export type { Loom } from './run/loom.ts'
export type { CancelOptions, Definitions, FindFilter, FindOptions, GuardOptions } from './run/loom-options.ts'
export type { BulkFilter, BulkOptions, BulkProgress, BulkReport, CountsByView } from './run/bulk.ts'
export type { SkipReason } from './run/apply-action.ts'
export type { TaskAction } from './run/task-action.ts'
export type { EventFeed, EventFeedOptions, EventFilter } from './observe/event-feed.ts'
export type {
  DagFinished,
  EventKind,
  EventOf,
  EventsMissed,
  LocalEventKind,
  LoomEvent,
  TaskChanged,
  TaskClaimed,
  TaskDeleted,
  TaskProgressed,
  TaskPushed,
  TaskReady,
  TaskRecovered,
  TaskReturned,
  TaskSettled,
} from './observe/events.ts'
export { quantile, rollupBounds, sumHistograms, type Histogram } from './document/rollup.ts'
export type { Rollup, RollupWindow } from './store/read/read-rollups.ts'
export type { DependencyReason, Explanation, Reason } from './run/explanation.ts'
export type { Dag, DagCounts, DagResult, FinishedOptions } from './run/dag.ts'
export type { DagInfo } from './run/dag-info.ts'
export type { DagOptions, PushOptions, PushProgress } from './run/push-options.ts'
export type { Queue, QueueOptions } from './run/queue.ts'
export type { LagWarning } from './run/lag-monitor.ts'
export type { StopOptions, Worker, WorkerOptions } from './run/worker.ts'
export type { StoredTask, StoredTaskOf, WaitingFor } from './run/stored-task.ts'
export type { TimeOptions } from './run/times.ts'
export type { IndexDrift } from './store/index-drift.ts'

// What can go wrong.
export { LeaseLost, TaskloomError, type TaskloomErrorCode } from './errors.ts'
