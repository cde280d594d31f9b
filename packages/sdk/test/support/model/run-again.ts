import { judge, resolve, type Model, type ModelTask } from './model.ts'

/** What an operation of the administration answers: how many tasks run again, or why none does. */
export type RunAgainAnswer = number | 'TASK_NOT_FOUND' | 'TRANSITION_REFUSED' | 'DEPENDENCY_NOT_FOUND'

const retried: ReadonlySet<string> = new Set(['FAILED', 'EXPIRED', 'CANCELLED', 'SKIPPED'])

/** A settled task runs again, with those dependents that the rule ended and does not end any more. */
export function retry(model: Model, root: number): RunAgainAnswer {
  const task = model.tasks[root]!
  if (task.state === 'DELETED') return 'TASK_NOT_FOUND'
  if (!retried.has(task.state)) return 'TRANSITION_REFUSED'
  const part = new Set<number>()
  const left = new Set<number>()
  for (const layer = [root]; layer.length > 0;) {
    const place = layer.shift()!
    if (part.has(place)) continue
    if (hindrance(model, place, part) === undefined) {
      part.add(place)
      layer.push(...dependents(model, [place]).filter((each) => model.tasks[each]!.isEndedUpstream))
    } else left.add(place)
  }
  const hindrances = [...left]
    .filter((place) => !part.has(place))
    .map((place) => hindrance(model, place, part))
  if (!part.has(root)) return hindrances[0]!
  if (hindrances.includes('DEPENDENCY_NOT_FOUND')) return 'DEPENDENCY_NOT_FOUND'
  return reset(model, part)
}

/** A task and everything downstream runs again, whatever their states. */
export function rerun(model: Model, root: number): RunAgainAnswer {
  if (model.tasks[root]!.state === 'DELETED') return 'TASK_NOT_FOUND'
  const part = new Set([root])
  for (const place of part) for (const each of dependents(model, [place])) part.add(each)
  const isMissing = [...part].some((place) => hindrance(model, place, part) === 'DEPENDENCY_NOT_FOUND')
  return isMissing ? 'DEPENDENCY_NOT_FOUND' : reset(model, part)
}

function reset(model: Model, part: ReadonlySet<number>): number {
  const anew: Partial<ModelTask> = { state: 'CREATED', recoveries: 0, isEndedUpstream: false }
  for (const place of part) Object.assign(model.tasks[place]!, anew)
  resolve(model)
  return part.size
}

function dependents({ tasks }: Model, places: readonly number[]): number[] {
  return tasks.flatMap(({ dependencies, state }, place) =>
    state !== 'DELETED' &&
    Object.values(dependencies)
      .flat()
      .some((each) => places.includes(each))
      ? [place]
      : [],
  )
}

/** Why a task could not run although everything in the part does; undefined when it could. */
function hindrance(
  model: Model,
  place: number,
  part: ReadonlySet<number>,
): 'TRANSITION_REFUSED' | 'DEPENDENCY_NOT_FOUND' | undefined {
  const could = (countsAsOpen: (place: number) => boolean): boolean => {
    const judged = judge(model, model.tasks[place]!, (each) =>
      countsAsOpen(each) ? 'CREATED' : model.tasks[each]!.state,
    )
    return judged === 'ready' || judged === 'waiting'
  }
  if (could((each) => part.has(each))) return undefined
  const isThere = could((each) => part.has(each) || model.tasks[each]!.state === 'DELETED')
  return isThere ? 'DEPENDENCY_NOT_FOUND' : 'TRANSITION_REFUSED'
}
