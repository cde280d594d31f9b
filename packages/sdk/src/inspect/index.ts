/**
 * Everything that the inspector reads of the tasks of a database: lists, graphs, details, figures, and a feed of
 * changes, as plain JSON-ready values with times in milliseconds.
 *
 * ```ts
 * const inspection = openInspection(loom)
 * const page = await inspection.tasks({ selection: { views: ['failed'] } })
 * ```
 *
 * @module
 */

export { openInspection } from './open-inspection.ts'
export { pushCopy, type CopyOptions } from './push-copy.ts'
export { planUndo, traceAction, type ActionTrace, type UndoableAction, type UndoPlan } from './undo.ts'
export type { UndoHindrance } from '../store/read/undo-cancel.ts'
export { fromExtendedJson } from '../store/read/inspect/extended-json.ts'
export { findQueues, type QueuePlace } from '../store/read/inspect/find-queues.ts'
export type { ChangeFeed, ChangeListener, Inspection, InspectionOptions } from './inspection.ts'
export { viewStates, type ViewState } from '../document/view-state.ts'
export type {
  DagListQuery,
  DagSelection,
  DagSort,
  SortOffer,
  TaskListQuery,
  TaskSelection,
  TaskSort,
  TimeRange,
} from '../store/read/inspect/selection.ts'
export type {
  CappedCount,
  DependencyNeighbour,
  DependentNeighbour,
  EpochMilliseconds,
  GroupRule,
  GroupStanding,
  Neighbour,
  Neighbours,
  Page,
  Stretch,
  TaskDetail,
  TaskFigures,
  TaskHappening,
  TaskRow,
  TaskValues,
  TypeCount,
  ViewCounts,
} from '../store/read/inspect/task-shapes.ts'
export type {
  DagDetail,
  DagGraph,
  DagRow,
  DagTimeline,
  DagVersion,
  DagView,
  GroupLook,
} from '../store/read/inspect/dag-shapes.ts'
export type { IndexStanding } from '../store/index-drift.ts'
export type {
  ErrorGroup,
  Health,
  HealthCheck,
  ReadTimes,
  SearchHit,
  Series,
  SeriesQuery,
  SeriesWindow,
  Stats,
  TypeRow,
  WorkerRow,
} from '../store/read/inspect/system-shapes.ts'
