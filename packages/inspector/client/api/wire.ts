import type { ResponseOf } from '../../shared/contract.ts'

/** Names for what the routes give; the shapes are the contract's. */
export type Config = ResponseOf<'config'>
export type Health = ResponseOf<'health'>
export type Stats = ResponseOf<'stats'>
export type Series = ResponseOf<'series'>
export type TaskPage = ResponseOf<'tasks'>
export type TaskRow = TaskPage['items'][number]
export type TaskDetail = ResponseOf<'task'>
export type TaskFigures = ResponseOf<'taskFigures'>
export type TaskError = NonNullable<TaskDetail['failure']>
export type DagPage = ResponseOf<'dags'>
export type DagRow = DagPage['items'][number]
export type DagDetail = ResponseOf<'dag'>
export type DagTimeline = ResponseOf<'dagTimeline'>
export type DefinitionRow = ResponseOf<'types'>[number]
export type WorkerRow = ResponseOf<'workers'>[number]
export type SearchHit = ResponseOf<'search'>[number]
export type ActionJob = ResponseOf<'action'>
export type ActionPreview = ResponseOf<'previewAction'>
export type Counts = Stats['counts']
export type SeriesWindow = '1h' | '6h' | '24h' | '8d'
