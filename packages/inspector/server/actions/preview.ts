import type { AnyTaskDefinition, TaskAction } from '@taskloom/sdk'
import type { Inspection } from '@taskloom/sdk/inspect'

import { actions } from '../../shared/actions.ts'
import type { ResponseOf } from '../../shared/contract.ts'
import type { OpenDatabase } from '../database/database.ts'
import type { ActionRequest } from './assert-offered.ts'
import { mostTasks, selectTasks, splitByDag, type RequestForOne } from './select-tasks.ts'
import { skipReasons } from './skip-reasons.ts'
import { toTaskAction } from './to-task-action.ts'

type Preview = ResponseOf<'previewAction'>

/** Counts what an action would do now, without doing it. */
export async function preview(
  open: OpenDatabase,
  request: ActionRequest,
  definitions: readonly AnyTaskDefinition[],
): Promise<Preview> {
  const action = toTaskAction(request)
  if (request.kind === 'run')
    return { ...nothing, sentence: await sentenceOfCopy(open.inspection, request, definitions) }
  if (action === undefined) return { ...nothing, sentence: sentenceOfWhole(request) }
  const total: Foreseen = { matched: 0, isCapped: false, changes: {}, skipped: {}, cascade: {} }
  for (const one of splitByDag(request)) add(total, await foresee(open, one, action))
  const { skipped, ...rest } = total
  return {
    ...rest,
    skipped: Object.entries(skipped).map(([reason, count]) => ({ reason, count })),
    sentence: sentenceOf(request, total),
  }
}

type Counts = Record<string, number>

/** What an action would do to a part of what it is for. */
interface Foreseen {
  matched: number
  isCapped: boolean
  readonly changes: Counts
  /** By reason. */
  readonly skipped: Counts
  readonly cascade: Counts
}

async function foresee(
  { inspection, loom }: OpenDatabase,
  request: RequestForOne,
  action: TaskAction,
): Promise<Foreseen> {
  const { matched, filter, skipped, isCapped } = await selectTasks(inspection, request)
  const report = await loom.bulk(filter, action, { dryRun: true })
  const reasons: Counts = {}
  for (const { reason } of skipped) addCounts(reasons, { [reason]: 1 })
  for (const [reason, count] of Object.entries(report.skipped) as [keyof typeof skipReasons, number][])
    addCounts(reasons, { [skipReasons[reason]]: count })
  return {
    matched: Math.max(matched, report.matched),
    isCapped,
    changes: report.changes,
    skipped: reasons,
    cascade: report.cascade,
  }
}

function add(total: Foreseen, part: Foreseen): void {
  total.matched += part.matched
  total.isCapped ||= part.isCapped
  addCounts(total.changes, part.changes)
  addCounts(total.skipped, part.skipped)
  addCounts(total.cascade, part.cascade)
}

function addCounts(total: Counts, part: Readonly<Counts>): void {
  for (const [key, count] of Object.entries(part)) total[key] = (total[key] ?? 0) + count
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
  const what = wholeOf(target)
  return kind === 'pause'
    ? `Nothing of ${what} is claimed any more; what runs goes on.`
    : `Tasks of ${what} are claimed again.`
}

function wholeOf(target: ActionRequest['target']): string {
  if ('dag' in target) return `the DAG ${target.dag}`
  if ('dags' in target) return dagCount(target.dags)
  return 'type' in target ? `every ${target.type}` : ''
}

function dagCount(dags: readonly string[]): string {
  const { size } = new Set(dags)
  return size === 1 ? 'one DAG' : `${size} DAGs`
}

function sentenceOf({ kind, target }: ActionRequest, { changes, cascade, isCapped }: Foreseen): string {
  const [changed, others] = [sum(changes), sum(cascade)]
  const tasks = changed === 1 ? '1 task' : `${changed} tasks`
  const where = 'dags' in target ? ` of ${dagCount(target.dags)}` : ''
  const capped = isCapped ? `The first ${mostTasks} ${'dags' in target ? 'of each DAG ' : ''}are taken. ` : ''
  const more = others === 0 ? '' : ` ${others} more ${others === 1 ? 'changes' : 'change'} with them.`
  return `${capped}${actions[kind].title}: ${tasks}${where}.${more}`
}

function sum(counts: Readonly<Counts>): number {
  return Object.values(counts).reduce((total, each) => total + each, 0)
}
