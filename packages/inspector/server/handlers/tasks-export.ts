import type { Inspection, TaskRow } from '@taskloom/sdk/inspect'

import type { Database } from '../database/database.ts'
import { listTasks } from '../export/list-tasks.ts'
import { taskFormats, type ExportedTask, type TaskFormat } from '../export/task-formats.ts'
import { assertPermitted, type StreamHandler } from '../http/call.ts'
import { Problem } from '../http/problem.ts'
import type { Settings } from '../options.ts'
import { secretKeysOf } from '../security/redact.ts'
import { redactValue, type WithholdSettings } from '../security/withhold.ts'
import { taskFilterOf } from './read-filter.ts'
import { taskSortOf } from './read-sort.ts'

/** A list of tasks as a file, of any length. */
export const tasksExport: StreamHandler<'tasksExport'> = async ({ query, visitor }, context) => {
  const { database, settings } = context
  const hasValues = query.payloads === 'true'
  if (hasValues) {
    assertPermitted(visitor, 'payload', context)
    assertShown(settings)
  }
  const { inspection } = await database.use()
  const selection = taskFilterOf(query.q, inspection)
  const sort = await taskSortOf(query.sort, selection, inspection)
  const pages = listTasks(inspection, { selection, sort })
  // The first page is read before anything is sent, so that what is wrong is told as a problem.
  const first = await pages.next()
  const format = taskFormats[query.format]
  const rows = { first: first.done === true ? [] : first.value, pages }
  return {
    mediaType: format.mediaType,
    fileName: `tasks-${new Date(inspection.now()).toISOString().slice(0, 19).replaceAll(':', '-')}.${query.format}`,
    pieces: written(hasValues ? withValues(rows, inspection, settings) : plain(rows), {
      format,
      hasValues,
      database,
    }),
  }
}

interface Rows {
  readonly first: TaskRow[]
  readonly pages: AsyncGenerator<TaskRow[]>
}

interface Writing {
  readonly format: TaskFormat
  readonly hasValues: boolean
  readonly database: Pick<Database, 'unlessDown'>
}

async function* written(
  batches: AsyncGenerator<readonly ExportedTask[]>,
  { format, hasValues, database }: Writing,
): AsyncGenerator<string> {
  const head = format.head(hasValues)
  if (head !== '') yield head
  for (;;) {
    const batch = await database.unlessDown(batches.next())
    if (batch.done === true) return
    if (batch.value.length > 0) yield batch.value.map((task) => format.line(task, hasValues)).join('')
  }
}

async function* plain({ first, pages }: Rows): AsyncGenerator<readonly ExportedTask[]> {
  yield first
  yield* pages
}

/** Payloads and results can be large: so many tasks are in memory with them. */
const withValuesAtOnce = 10

async function* withValues(
  { first, pages }: Rows,
  inspection: Inspection,
  { redact, redactKeys }: Settings,
): AsyncGenerator<readonly ExportedTask[]> {
  const settings = { redact, isSecret: secretKeysOf(redactKeys) }
  for await (const page of plain({ first, pages }))
    for (let from = 0; from < page.length; from += withValuesAtOnce)
      yield await readValues(page.slice(from, from + withValuesAtOnce), inspection, settings)
}

async function readValues(
  rows: readonly TaskRow[],
  inspection: Inspection,
  settings: Pick<WithholdSettings, 'redact' | 'isSecret'>,
): Promise<ExportedTask[]> {
  const values = await inspection.taskValues(rows.map(({ id }) => id))
  const byId = new Map(values.map((each) => [each.id, each]))
  return rows.map((task) => {
    const { payload, result } = byId.get(task.id) ?? {}
    return {
      ...task,
      ...(payload === undefined
        ? {}
        : { payload: redactValue(payload, { part: 'payload', task }, settings).value }),
      ...(result === undefined
        ? {}
        : { result: redactValue(result, { part: 'result', task }, settings).value }),
    }
  })
}

function assertShown({ hidePayloads }: Settings): void {
  if (hidePayloads) throw new Problem('FORBIDDEN', 'Payloads and results are hidden here from everybody.')
}
