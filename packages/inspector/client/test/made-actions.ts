import type { BodyOf } from '../../shared/contract.ts'
import type { ActionJob } from '../api/wire.ts'
import type { Answers } from './fake-server.ts'

/** Actions that change every task they are asked for, at once, except every tenth. */
export function makeActions(): Pick<Answers, 'previewAction' | 'startAction' | 'action' | 'stopAction'> {
  const jobs = new Map<string, ActionJob>()
  return {
    previewAction: ({ body }) => {
      const matched = sizeOf(body as BodyOf<'previewAction'>)
      const skipped = Math.floor(matched / 10)
      return {
        matched,
        isCapped: false,
        changes: { failed: matched - skipped },
        skipped: skipped === 0 ? [] : [{ reason: 'already running', count: skipped }],
        cascade: { 'failed-upstream': 3 },
        sentence: `${matched - skipped} tasks change, and 3 that depend on them.`,
      }
    },
    startAction: ({ body }) => {
      const { kind, target } = body as BodyOf<'startAction'>
      const total = sizeOf({ kind, target })
      const failed = idsOf(target).filter((_, place) => place % 10 === 9)
      const job: ActionJob = {
        id: `action-${jobs.size + 1}`,
        kind,
        state: 'done',
        total,
        done: total,
        outcomes: [
          { outcome: 'changed', count: total - failed.length },
          ...(failed.length === 0 ? [] : [{ outcome: 'state changed meanwhile', count: failed.length }]),
        ],
        failures: failed.map((id) => ({ id, reason: 'state changed meanwhile' })),
        created: kind === 'run' ? ['resize-18'] : [],
      }
      jobs.set(job.id, job)
      return job
    },
    action: ({ id }) => jobs.get(id) ?? new Response(null, { status: 404 }),
    stopAction: ({ id }) => jobs.get(id) ?? new Response(null, { status: 404 }),
  }
}

function idsOf(target: BodyOf<'startAction'>['target']): readonly string[] {
  if ('tasks' in target) return target.tasks
  return 'dags' in target ? target.dags : []
}

function sizeOf({ target }: Pick<BodyOf<'previewAction'>, 'kind' | 'target'>): number {
  return idsOf(target).length || 240
}
