import type { TaskRow } from '@taskloom/sdk/inspect'

import { csvLine, type Cell } from './csv.ts'

/** A task as it is exported: its row, and its values where they were asked for. */
export interface ExportedTask extends TaskRow {
  readonly payload?: unknown
  readonly result?: unknown
}

/** How a task is written. */
export interface TaskFormat {
  readonly mediaType: string
  readonly head: (hasValues: boolean) => string
  readonly line: (task: ExportedTask, hasValues: boolean) => string
}

export const taskFormats: Readonly<Record<'ndjson' | 'csv', TaskFormat>> = {
  ndjson: {
    mediaType: 'application/x-ndjson',
    head: () => '',
    line: (task) => `${JSON.stringify(task)}\n`,
  },
  csv: {
    mediaType: 'text/csv',
    head: (hasValues) => csvLine(columnsFor(hasValues).map(([name]) => name)),
    line: (task, hasValues) => csvLine(columnsFor(hasValues).map(([, cell]) => cell(task))),
  },
}

type Column = readonly [name: string, cell: (task: ExportedTask) => Cell]

const rowColumns: readonly Column[] = [
  ['id', ({ id }) => id],
  ['dag', ({ dagId }) => dagId],
  ['type', ({ name }) => name],
  ['state', ({ view }) => view],
  ['priority', ({ priority }) => priority],
  ['revision', ({ revision }) => revision],
  ['attempt', ({ attempt }) => attempt],
  ['attempts', ({ attempts }) => attempts],
  ['recoveries', ({ recoveries }) => recoveries],
  ['created', ({ createdAt }) => moment(createdAt)],
  ['due', ({ dueAt }) => moment(dueAt)],
  ['started', ({ startedAt }) => moment(startedAt)],
  ['settled', ({ settledAt }) => moment(settledAt)],
  ['updated', ({ updatedAt }) => moment(updatedAt)],
  ['expires', ({ expiresAt }) => moment(expiresAt)],
  ['owner', ({ owner }) => owner],
  ['error', ({ error }) => error],
]

const valueColumns: readonly Column[] = [
  ['payload', ({ payload }) => json(payload)],
  ['result', ({ result }) => json(result)],
]

function columnsFor(hasValues: boolean): readonly Column[] {
  return hasValues ? [...rowColumns, ...valueColumns] : rowColumns
}

function moment(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString()
}

function json(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value)
}
