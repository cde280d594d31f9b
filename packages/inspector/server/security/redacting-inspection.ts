import type { ChangeListener, Inspection } from '@taskloom/sdk/inspect'

import { secretKeysOf, type Redact } from './redact.ts'
import { ShownMessages } from './shown-messages.ts'

/** What is withheld, and how. */
export interface RedactSettings {
  readonly redact?: Redact | undefined
  readonly redactKeys?: readonly (string | RegExp)[] | undefined
}

/**
 * An inspection whose errors and messages of progress may be shown. All that leaves the process is read of it, so
 * that no list, event or file can forget to ask.
 */
export function redactingInspection(
  inspection: Inspection,
  { redact, redactKeys }: RedactSettings,
): Inspection {
  const shown = new ShownMessages({ redact, isSecret: secretKeysOf(redactKeys) })
  return {
    ...inspection,
    tasks: async (query) => {
      const page = await inspection.tasks(query)
      return { ...page, items: page.items.map(shown.row) }
    },
    taskRows: async (ids) => (await inspection.taskRows(ids)).map(shown.row),
    task: async (...asked) => {
      const detail = await inspection.task(...asked)
      return detail === undefined ? undefined : shown.task(detail)
    },
    neighbours: async (...asked) => {
      const found = await inspection.neighbours(...asked)
      return found === undefined ? undefined : { ...found, tasks: found.tasks.map(shown.row) }
    },
    taskEvents: async (id) => {
      const happenings = await inspection.taskEvents(id)
      // The hook is told whose they are.
      const [owner = { id, name: '' }] = redact === undefined ? [] : await inspection.taskRows([id])
      return happenings?.map((each) => shown.happening(each, owner))
    },
    dag: async (id) => {
      const detail = await inspection.dag(id)
      return detail === undefined ? undefined : shown.dag(detail)
    },
    stats: async () => shown.stats(await inspection.stats()),
    watchChanges: (listener) => inspection.watchChanges(redactingListener(listener, shown)),
  }
}

function redactingListener(listener: ChangeListener, shown: ShownMessages): ChangeListener {
  return {
    onChanged: (rows) => listener.onChanged(rows.map(shown.row)),
    onRemoved: (ids) => listener.onRemoved(ids),
    onDagsFinished: (ids) => listener.onDagsFinished(ids),
    onMissed: (reason) => listener.onMissed(reason),
    onDatabase: (status) => listener.onDatabase(status),
  }
}
