import type { AnyTaskDefinition } from '@taskloom/sdk'
import type { Inspection } from '@taskloom/sdk/inspect'

import { actions } from '../../shared/actions.ts'
import type { ResponseOf } from '../../shared/contract.ts'
import type { OpenDatabase } from '../database/database.ts'
import type { ActionRequest } from './assert-offered.ts'
import { mostTasks, selectTasks } from './select-tasks.ts'
import { skipReasons } from './skip-reasons.ts'
import { toTaskAction } from './to-task-action.ts'

type Preview = ResponseOf<'previewAction'>

/** Counts what an action would do now, without doing it. */
export async function preview(
  { inspection, loom }: OpenDatabase,
  request: ActionRequest,
  definitions: readonly AnyTaskDefinition[],
): Promise<Preview> {
  const action = toTaskAction(request)
  if (request.kind === 'run')
    return { ...nothing, sentence: await sentenceOfCopy(inspection, request, definitions) }
  if (action === undefined) return { ...nothing, sentence: sentenceOfWhole(request) }
  const { matched, filter, skipped } = await selectTasks(inspection, request)
  const report = await loom.bulk(filter, action, { dryRun: true })
  const reasons = new Map<string, number>()
  for (const { reason } of skipped) add(reasons, reason, 1)
  for (const [reason, count] of Object.entries(report.skipped) as [keyof typeof skipReasons, number][])
    add(reasons, skipReasons[reason], count)
  const isCapped = 'filter' in request.target && matched >= mostTasks
  return {
    matched: Math.max(matched, report.matched),
    isCapped,
    changes: report.changes,
    skipped: [...reasons].map(([reason, count]) => ({ reason, count })),
    cascade: report.cascade,
    sentence: sentenceOf(request, { changed: report.changed, others: sum(report.cascade), isCapped }),
  }
}

const nothing: Omit<Preview, 'sentence'> = {
  matched: 0,
  isCapped: false,
  changes: {},
  skipped: [],
  cascade: {},
}

async function sentenceOfCopy(
  inspection: Inspection,
  { target }: ActionRequest,
  definitions: readonly AnyTaskDefinition[],
): Promise<string> {
  const copied = 'A copy of the task is pushed and runs as soon as it can.'
  const [task] = 'tasks' in target ? await inspection.taskRows(target.tasks) : []
  if (task === undefined || definitions.some(({ name }) => name === task.name)) return copied
  return `${copied} The schema of ${task.name} is not known here: its payload is checked when a worker takes it.`
}

function sentenceOfWhole({ kind, target }: ActionRequest): string {
  const what = 'dag' in target ? `the DAG ${target.dag}` : 'type' in target ? `every ${target.type}` : ''
  return kind === 'pause'
    ? `Nothing of ${what} is claimed any more; what runs goes on.`
    : `Tasks of ${what} are claimed again.`
}

interface Outcome {
  readonly changed: number
  readonly others: number
  readonly isCapped: boolean
}

function sentenceOf({ kind }: ActionRequest, { changed, others, isCapped }: Outcome): string {
  const tasks = changed === 1 ? '1 task' : `${changed} tasks`
  const more = others === 0 ? '' : ` ${others} more ${others === 1 ? 'changes' : 'change'} with them.`
  return `${isCapped ? `The first ${mostTasks} are taken. ` : ''}${actions[kind].title}: ${tasks}.${more}`
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, each) => total + each, 0)
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}
