import type { TaskRow } from '@taskloom/sdk/inspect'

import { actions } from '../../shared/actions.ts'
import type { ResponseOf } from '../../shared/contract.ts'
import { viewStates, type ViewState } from '../../shared/view-states.ts'
import type { OpenDatabase } from '../database/database.ts'
import type { ActionRequest } from './assert-offered.ts'
import { countViews } from './count-views.ts'
import { readCascade } from './read-cascade.ts'
import { mostTasks, selectTasks } from './select-tasks.ts'

type Preview = ResponseOf<'previewAction'>

/** Counts what an action would do now, without doing it. */
export async function preview({ inspection }: OpenDatabase, request: ActionRequest): Promise<Preview> {
  const { kind, target } = request
  if (kind === 'pause' || kind === 'resume') return previewOfWhole(request)
  const changed: TaskRow[] = []
  const skipped = new Map<string, number>()
  let matched = 0
  for await (const { rows, missing } of selectTasks(inspection, target)) {
    matched += rows.length + missing.length
    count(skipped, 'not found', missing.length)
    for (const row of rows) {
      const reason = reasonToSkip(row.view, request)
      if (reason === undefined) changed.push(row)
      else count(skipped, reason, 1)
    }
  }
  const cascade = await readCascade(inspection, request, changed)
  return {
    matched,
    isCapped: matched >= mostTasks,
    changes: countViews(changed.map(({ view }) => view)),
    skipped: [...skipped].map(([reason, count]) => ({ reason, count })),
    cascade: cascade.counts,
    sentence: sentenceOf(request, { changed: changed.length, isCapped: matched >= mostTasks, cascade }),
  }
}

/** Why an action leaves a task in this state alone; undefined when it does not. */
export function reasonToSkip(view: ViewState, { kind, expectedStates }: ActionRequest): string | undefined {
  if (!actions[kind].from.includes(view)) return `is ${viewStates[view].word.toLowerCase()}`
  if (expectedStates !== undefined && !expectedStates.includes(view)) return 'state changed meanwhile'
  return undefined
}

function count(counts: Map<string, number>, key: string, by: number): void {
  if (by > 0) counts.set(key, (counts.get(key) ?? 0) + by)
}

function previewOfWhole({ kind, target }: ActionRequest): Preview {
  const what = 'dag' in target ? `the DAG ${target.dag}` : 'type' in target ? `every ${target.type}` : ''
  return {
    matched: 0,
    isCapped: false,
    changes: {},
    skipped: [],
    cascade: {},
    sentence:
      kind === 'pause'
        ? `Nothing of ${what} is claimed any more; what runs goes on.`
        : `Tasks of ${what} are claimed again.`,
  }
}

interface Outcome {
  readonly changed: number
  readonly isCapped: boolean
  readonly cascade: Awaited<ReturnType<typeof readCascade>>
}

function sentenceOf({ kind }: ActionRequest, { changed, isCapped, cascade }: Outcome): string {
  const tasks = changed === 1 ? '1 task' : `${changed} tasks`
  const first = isCapped ? `The first ${mostTasks} tasks are taken. ` : ''
  const others = Object.values(cascade.counts).reduce((sum, each) => sum + each, 0)
  const more = others === 0 ? '' : ` ${cascade.isComplete ? '' : 'At least '}${others} more change with them.`
  return `${first}${actions[kind].title}: ${tasks}.${more}`
}
