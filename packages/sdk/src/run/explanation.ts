import { standingOf } from '../document/dependency-rule.ts'
import { describeGroup, isAddedGroup } from '../document/extensions.ts'
import type { TaskState } from '../document/states.ts'
import { pausedHold } from '../document/view-state.ts'
import { finisherHold } from '../store/finisher-hold.ts'
import type { GroupFacts, NamedDependency, TaskFacts } from '../store/read/explain-task.ts'

/** One reason why a task does not run. */
export type Reason =
  | { readonly kind: 'dependencies'; readonly group: string; readonly waitsFor: readonly DependencyReason[] }
  | { readonly kind: 'delay'; readonly dueAt: Date }
  | { readonly kind: 'retry'; readonly dueAt: Date }
  | { readonly kind: 'dag-paused' }
  | { readonly kind: 'dag-unfinished' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'definition-paused' }
  | { readonly kind: 'no-worker' }
  | { readonly kind: 'waits-for-worker'; readonly workers: number }
  | { readonly kind: 'running'; readonly attempt: number; readonly leaseUntil: Date; readonly owner: string }
  | { readonly kind: 'settled'; readonly state: TaskState; readonly rootCause?: string }

/** A dependency that has not settled, or that keeps its group from being satisfied. */
export interface DependencyReason {
  readonly id: string
  readonly name?: string
  readonly state: TaskState | 'MISSING'
}

/** Why a task is not running: in words, and as data. */
export interface Explanation {
  readonly id: string
  readonly name: string
  readonly state: TaskState
  /** One sentence for each reason. */
  readonly summary: string
  readonly reasons: readonly Reason[]
}

/** How many dependencies of a group are named; the sentence counts them all. */
const namedAtMost = 10

/** Says why a task is not running, from what is known of it. */
export function explain(facts: TaskFacts): Explanation {
  const { task } = facts
  const reasons = reasonsOf(facts)
  return {
    id: task._id,
    name: task.name,
    state: task.state as TaskState,
    summary: reasons.map((reason) => sentence(reason, facts)).join(' '),
    reasons,
  }
}

function reasonsOf(facts: TaskFacts): Reason[] {
  const { task } = facts
  if (task.state === 'RUNNING' && task.lease !== undefined) {
    return [{ kind: 'running', attempt: task.attempt, leaseUntil: task.lease.until, owner: task.lease.owner }]
  }
  if (task.state !== 'CREATED') {
    const { rootCause } = task
    return [
      { kind: 'settled', state: task.state as TaskState, ...(rootCause === undefined ? {} : { rootCause }) },
    ]
  }
  return task.ready === true ? readyReasons(facts) : heldUpReasons(facts)
}

function readyReasons({ isPaused, workers }: TaskFacts): Reason[] {
  if (isPaused) return [{ kind: 'definition-paused' }]
  return [workers === 0 ? { kind: 'no-worker' } : { kind: 'waits-for-worker', workers }]
}

/** Everything that stands against a task, not the first thing alone. */
function heldUpReasons({ task, groups, isPaused, workers }: TaskFacts): Reason[] {
  const waiting = groups.filter(({ verdict }) => verdict === 'waiting').map(waitsFor)
  const reasons: Reason[] = [
    ...waiting,
    ...(task.dueAt === undefined
      ? []
      : [{ kind: task.attempt > 0 ? 'retry' : 'delay', dueAt: task.dueAt } as const]),
    ...((task.holds ?? []).includes(finisherHold) ? [{ kind: 'dag-unfinished' } as const] : []),
    ...((task.holds ?? []).includes(pausedHold) ? [{ kind: 'dag-paused' } as const] : []),
    ...(task.reset === undefined ? [] : [{ kind: 'reset' } as const]),
    ...(isPaused ? [{ kind: 'definition-paused' } as const] : []),
  ]
  return reasons.length > 0 ? reasons : [{ kind: 'waits-for-worker', workers }]
}

function waitsFor({ group, dependencies }: GroupFacts): Reason {
  const open = dependencies.filter(({ state }) => standingOf(state) === 'WAITING')
  return { kind: 'dependencies', group: group.name, waitsFor: open.slice(0, namedAtMost).map(toReason) }
}

function toReason({ id, name, state }: NamedDependency): DependencyReason {
  const visible = state === undefined || state === 'DELETED' ? 'MISSING' : state
  return {
    id,
    ...(name === undefined ? {} : { name }),
    state: visible === 'STAGED' ? 'CREATED' : visible,
  }
}

type ReasonOf<Kind extends Reason['kind']> = Extract<Reason, { readonly kind: Kind }>

/** The sentence for each kind of reason. */
const sentences: {
  readonly [Kind in Reason['kind']]: (reason: ReasonOf<Kind>, facts: TaskFacts) => string
} = {
  dependencies: ({ group }, facts) => dependencySentence(group, facts),
  delay: ({ dueAt }, { now }) => `It may start at ${dueAt.toISOString()}, ${away(dueAt, now)}.`,
  retry: ({ dueAt }, { task, now }) =>
    `Attempt ${task.attempt} failed; the next one comes at ${dueAt.toISOString()}, ${away(dueAt, now)}.`,
  'dag-paused': () => 'Its DAG is paused.',
  'dag-unfinished': () => 'It runs when all other tasks of its DAG have settled.',
  reset: () => 'It is held while it, or something that it depends on, is made to run again.',
  'definition-paused': (_, { task }) => `Tasks of \`${task.name}\` are paused.`,
  'no-worker': (_, { task }) => `It is ready, but no worker for \`${task.name}\` is alive.`,
  'waits-for-worker': ({ workers }) =>
    `It is ready, and waits for one of ${workers} workers to have a free slot.`,
  running: ({ attempt, owner }) => `It is running: attempt ${attempt}, held by process ${owner}.`,
  settled: ({ state, rootCause }, { task }) => {
    const why = task.error === undefined ? '' : `: ${task.error.message}`
    return `It is ${state}${why}${rootCause === undefined ? '' : ` The root cause is ${rootCause}.`}`
  },
}

function sentence<Kind extends Reason['kind']>(reason: ReasonOf<Kind>, facts: TaskFacts): string {
  const say: (reason: ReasonOf<Kind>, facts: TaskFacts) => string = sentences[reason.kind]
  return say(reason, facts)
}

function dependencySentence(groupName: string, { groups }: TaskFacts): string {
  const facts = groups.find(({ group }) => group.name === groupName)
  const open = (facts?.dependencies ?? []).filter(({ state }) => standingOf(state) === 'WAITING')
  const [first] = open
  const example = first === undefined ? '' : `\`${first.name}\` (${first.id}), which is ${first.state}`
  const count = facts?.dependencies.length ?? 0
  if (count === 1) return `It waits for ${describeGroup(groupName)}: ${example}.`
  if (isAddedGroup(groupName))
    return `It waits for ${count} tasks that its dependencies were extended by, of which ${open.length} have not settled, such as ${example}.`
  return `Of the ${count} dependencies in \`${groupName}\`, ${facts?.group.need ?? 0} must fit, and ${open.length} have not settled, such as ${example}.`
}

function away(time: Date, now: Date): string {
  const seconds = Math.max(0, Math.ceil((time.getTime() - now.getTime()) / 1_000))
  return seconds === 0 ? 'as soon as somebody looks' : `in ${seconds} s`
}
