import { dependenciesOf, type Group, type RandomVertex } from '../random-dags.ts'

/**
 * The rules of the engine once more, in memory and as short as can be: what `docs/dependencies.md` and
 * `docs/states.md` promise, without a database, a resolver or a lease. The engine is compared with it.
 */
export interface Model {
  readonly vertices: readonly RandomVertex[]
  /** What was pushed, by place in the graph. */
  readonly tasks: ModelTask[]
  /** Whether a push was refused; nothing more is pushed then. */
  isRefused: boolean
}

export interface ModelTask {
  readonly priority: number
  readonly dependencies: Readonly<Record<Group, readonly number[]>>
  state: ModelState
  recoveries: number
  /** Whether it was the dependency rule that ended the task. */
  isEndedUpstream: boolean
}

export type ModelState = 'CREATED' | 'RUNNING' | Settled

type Settled = 'FINISHED' | 'FAILED' | 'EXPIRED' | 'CANCELLED' | 'SKIPPED' | 'DELETED'

type Trigger = 'success' | 'failure' | 'settled'

/** How a settled dependency counts. */
const fits: Readonly<Record<Settled, Readonly<Record<Trigger, boolean>>>> = {
  FINISHED: { success: true, failure: false, settled: true },
  FAILED: { success: false, failure: true, settled: true },
  EXPIRED: { success: false, failure: true, settled: true },
  CANCELLED: { success: false, failure: false, settled: true },
  SKIPPED: { success: false, failure: false, settled: true },
  DELETED: { success: false, failure: false, settled: true },
}

interface Rule {
  readonly on: Trigger
  readonly need: number | 'all'
  /** What becomes of a task of which the group is impossible. */
  readonly impossible: 'goes on' | 'inherit' | 'SKIPPED' | 'CANCELLED'
}

/** The groups of a vertex. */
const rules: Readonly<Record<Group, Rule>> = {
  all: { on: 'success', need: 'all', impossible: 'goes on' },
  must: { on: 'success', need: 'all', impossible: 'inherit' },
  any: { on: 'success', need: 1, impossible: 'goes on' },
  some: { on: 'success', need: 2, impossible: 'goes on' },
  skipping: { on: 'success', need: 'all', impossible: 'SKIPPED' },
  cancelling: { on: 'success', need: 'all', impossible: 'CANCELLED' },
  failed: { on: 'failure', need: 1, impossible: 'goes on' },
  settled: { on: 'settled', need: 'all', impossible: 'inherit' },
}

/** Of several ends the first of these counts. */
const gravity = ['FAILED', 'CANCELLED', 'SKIPPED'] as const

/** How often a lost task runs again. */
const recoveries = 3

type Verdict = 'satisfied' | 'waiting' | (typeof gravity)[number]

function judgeGroup({ on, need, impossible }: Rule, states: readonly ModelState[]): Verdict {
  const settled = states.filter((state) => isSettled(state))
  const fitting = settled.filter((state) => fits[state][on]).length
  const wanted = need === 'all' ? states.length : need
  if (fitting >= wanted) return 'satisfied'
  if (fitting + (states.length - settled.length) >= wanted) return 'waiting'
  if (impossible === 'goes on') return 'satisfied'
  if (impossible !== 'inherit') return impossible
  if (settled.some((state) => ['FAILED', 'EXPIRED', 'DELETED'].includes(state))) return 'FAILED'
  return settled.includes('CANCELLED') ? 'CANCELLED' : 'SKIPPED'
}

/** What a place in the graph counts as; what it is, unless somebody asks what would be if. */
export type StateOf = (place: number) => ModelState

type Judgement = 'ready' | 'waiting' | (typeof gravity)[number]

export function judge(model: Model, { dependencies }: ModelTask, stateOf?: StateOf): Judgement {
  const stateNow: StateOf = (place) => model.tasks[place]!.state
  const verdicts = new Set(
    Object.entries(rules).map(([group, rule]) =>
      judgeGroup(rule, dependencies[group as Group].map(stateOf ?? stateNow)),
    ),
  )
  const end = gravity.find((state) => verdicts.has(state))
  return end ?? (verdicts.has('waiting') ? 'waiting' : 'ready')
}

function isSettled(state: ModelState): state is Settled {
  return state !== 'CREATED' && state !== 'RUNNING'
}

export function isOpen({ state }: ModelTask): boolean {
  return !isSettled(state)
}

/** Lets what ended tell its dependents, one step of the graph after the other. */
export function resolve(model: Model): void {
  for (;;) {
    const ends = model.tasks
      .filter(({ state }) => state === 'CREATED')
      .map((task) => ({ task, verdict: judge(model, task) }))
    const ended = ends.filter(({ verdict }) => verdict !== 'ready' && verdict !== 'waiting')
    if (ended.length === 0) return
    for (const { task, verdict } of ended) Object.assign(task, { state: verdict, isEndedUpstream: true })
  }
}

/** The places that a push of the next few vertices would store; undefined when it must be refused. */
export function push(model: Model, count: number): readonly number[] | undefined {
  const from = model.tasks.length
  const fresh = model.vertices.slice(from, from + count).map((vertex, place): ModelTask => ({
    priority: vertex.priority,
    dependencies: dependenciesOf(vertex, from + place),
    state: 'CREATED',
    recoveries: 0,
    isEndedUpstream: false,
  }))
  const isMissing = (place: number): boolean => model.tasks[place]?.state === 'DELETED'
  model.isRefused = fresh.some(({ dependencies }) => Object.values(dependencies).flat().some(isMissing))
  if (model.isRefused) return undefined
  model.tasks.push(...fresh)
  resolve(model)
  return fresh.map((_, place) => from + place)
}

/** Claims: by priority, then first in, first out. */
export function pop(model: Model, count: number): number[] {
  const places = model.tasks.map((_, place) => place).filter((place) => isReady(model, place))
  places.sort((one, other) => model.tasks[other]!.priority - model.tasks[one]!.priority || one - other)
  const claimed = places.slice(0, count)
  for (const place of claimed) model.tasks[place]!.state = 'RUNNING'
  return claimed
}

/** Whether a task could run now. */
function isReady(model: Model, place: number): boolean {
  const task = model.tasks[place]!
  return task.state === 'CREATED' && judge(model, task) === 'ready'
}

/** Ends a task. Returns whether it did: a settled one stays what it is, but for its deletion. */
export function end(model: Model, place: number, state: Settled): boolean {
  const task = model.tasks[place]!
  if (task.state === 'DELETED' || (isSettled(task.state) && state !== 'DELETED')) return false
  task.state = state
  resolve(model)
  return true
}

/** Takes a running task from its worker: it runs again, unless it was lost too often. */
export function giveBack(model: Model, place: number, isLost: boolean): void {
  const task = model.tasks[place]!
  if (isLost && task.recoveries === recoveries) {
    end(model, place, 'FAILED')
    return
  }
  task.state = 'CREATED'
  if (isLost) task.recoveries += 1
  resolve(model)
}
