import type { TaskDocument } from '../../../document/task-document.ts'
import { viewStateOf } from '../../../document/view-state.ts'
import type { Stretch, TaskHappening } from './task-shapes.ts'

/** Shorter than this, in milliseconds, a wait is not told of. */
const noticeable = 2

/** The times of a task, in milliseconds. */
interface Times {
  readonly began: number
  readonly ready: number | undefined
  readonly started: number | undefined
  readonly settled: number | undefined
  readonly attempts: readonly { attempt: number; from: number | undefined; to: number; message: string }[]
}

function timesOf(task: TaskDocument): Times {
  const began = (task.resetAt ?? task.createdAt).getTime()
  return {
    began,
    ready: later(task.readyAt, began),
    started: later(task.startedAt, began),
    settled: task.settledAt?.getTime(),
    attempts: (task.errors ?? [])
      .filter(({ at }) => at.getTime() >= began)
      .map(({ attempt, at, startedAt, message }) => ({
        attempt,
        from: startedAt?.getTime(),
        to: at.getTime(),
        message,
      })),
  }
}

/** What is from before a reset says nothing of the life after it. */
function later(at: Date | undefined, began: number): number | undefined {
  return at === undefined || at.getTime() < began ? undefined : at.getTime()
}

/** The stretches of a task's life, oldest first, from the times that are stored with it. */
export function lifeOf(task: TaskDocument, pausedNames: ReadonlySet<string>): Stretch[] {
  const times = timesOf(task)
  const line = new Line(times.began)
  for (const { attempt, from, to, message } of times.attempts) {
    line.until(from, attempt === 1 ? waitOf(task) : 'retrying')
    line.until(to, 'running', { attempt, note: message.split('\n', 1)[0] ?? '' })
  }
  line.until(times.ready, times.attempts.length > 0 ? 'retrying' : waitOf(task))
  const isReady = times.ready !== undefined
  line.until(times.started, 'ready')
  const last = times.started === undefined ? (isReady ? 'ready' : waitOf(task)) : 'running'
  line.until(times.settled, last, last === 'running' ? { attempt: task.attempt } : {})
  return line.end(viewStateOf(task, pausedNames), task.attempt)
}

/** Stretches, put together from the left. */
class Line {
  readonly #stretches: Stretch[] = []
  #at: number

  constructor(began: number) {
    this.#at = began
  }

  /** A stretch up to then; none where that is not known, or took no time. */
  until(
    to: number | undefined,
    view: Stretch['view'],
    more: { readonly attempt?: number; readonly note?: string } = {},
  ): void {
    // An attempt is told of however short it was.
    if (to === undefined || to < this.#at || (to === this.#at && view !== 'running')) return
    this.#stretches.push({ view, from: this.#at, to, ...more })
    this.#at = to
  }

  /** What it is since then. */
  end(view: Stretch['view'], attempt: number): Stretch[] {
    return [...this.#stretches, { view, from: this.#at, ...(view === 'running' ? { attempt } : {}) }]
  }
}

function waitOf({ dependencies, dueAt }: TaskDocument): 'blocked' | 'scheduled' {
  return dependencies.length > 0 || dueAt === undefined ? 'blocked' : 'scheduled'
}

/** The dependency that settled last before a task became ready. */
export interface LastDependency {
  readonly id: string
  readonly name: string
}

/**
 * How long a task waited before its last attempt, and for what: `Waited 4.2 s: 3.9 s for \`resize\` 65a…, 0.3 s
 * for a worker`. Undefined when it has not started.
 */
export function waitedFor(task: TaskDocument, last: LastDependency | undefined): string | undefined {
  const { began, ready, started, attempts } = timesOf(task)
  if (started === undefined) return undefined
  const from = attempts.at(-1)?.to ?? began
  const total = started - from
  if (total < noticeable) return 'Started at once.'
  if (ready === undefined || ready < from) return `Waited ${seconds(total)}.`
  const parts = [
    { milliseconds: ready - from, what: attempts.length > 0 ? 'before it was tried again' : reason(last) },
    { milliseconds: started - ready, what: 'for a worker' },
  ].filter(({ milliseconds }) => milliseconds >= noticeable)
  return `Waited ${seconds(total)}: ${parts.map(({ milliseconds, what }) => `${seconds(milliseconds)} ${what}`).join(', ')}.`
}

function reason(last: LastDependency | undefined): string {
  return last === undefined ? 'for its time' : `for \`${last.name}\` ${shortened(last.id)}`
}

function shortened(id: string): string {
  return id.length > 12 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id
}

const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const

function seconds(milliseconds: number): string {
  const [size, unit] = units.find(([size]) => milliseconds >= size) ?? [1, 'ms']
  const amount = milliseconds / size
  return `${amount < 10 && unit !== 'ms' ? amount.toFixed(1) : Math.round(amount)} ${unit}`
}

/** What happened to a task, as far as its document tells, oldest first. */
export function happeningsOf(task: TaskDocument, pausedNames: ReadonlySet<string>): TaskHappening[] {
  const { ready, started, settled, attempts } = timesOf(task)
  const view = viewStateOf(task, pausedNames)
  const happenings: (TaskHappening | undefined)[] = [
    { at: task.createdAt.getTime(), kind: 'pushed', text: 'Pushed.' },
    task.resetAt && { at: task.resetAt.getTime(), kind: 'reset', text: 'Made to run again.' },
    ...attempts.map(({ attempt, to, message }) => ({
      at: to,
      kind: 'attempt-failed',
      view: 'retrying' as const,
      attempt,
      text: `Attempt ${attempt} failed: ${message.split('\n', 1)[0] ?? ''}`,
    })),
    ready === undefined ? undefined : { at: ready, kind: 'ready', view: 'ready', text: 'Became ready.' },
    started === undefined
      ? undefined
      : {
          at: started,
          kind: 'started',
          view: 'running',
          attempt: task.attempt,
          text: `Attempt ${task.attempt} began.`,
        },
    settled === undefined
      ? undefined
      : { at: settled, kind: 'settled', view, attempt: task.attempt, text: settledText(task) },
  ]
  return happenings.filter((each) => each !== undefined).toSorted((one, other) => one.at - other.at)
}

function settledText({ state, error }: TaskDocument): string {
  const what = state.charAt(0) + state.slice(1).toLowerCase()
  return error === undefined ? `${what}.` : `${what}: ${error.message.split('\n', 1)[0] ?? ''}`
}
