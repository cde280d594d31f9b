/** What a browser wants to hear of: the `topics` of its address, read once. */
export interface Topics {
  readonly stats: boolean
  /** Every task. */
  readonly tasks: boolean
  readonly dagIds: ReadonlySet<string>
  readonly taskIds: ReadonlySet<string>
  readonly actionIds: ReadonlySet<string>
}

/** How many topics one stream may have. */
const most = 50

/** Reads `stats,tasks,dag:<id>,task:<id>,action:<id>`; undefined when something in it is no topic. */
export function readTopics(text: string): Topics | undefined {
  const topics = text.split(',').filter((each) => each !== '')
  if (
    topics.length > most ||
    !topics.every((each) => /^(stats|tasks|(dag|task|action):.{1,200})$/s.test(each))
  )
    return undefined
  return {
    stats: topics.includes('stats'),
    tasks: topics.includes('tasks'),
    dagIds: idsOf(topics, 'dag:'),
    taskIds: idsOf(topics, 'task:'),
    actionIds: idsOf(topics, 'action:'),
  }
}

function idsOf(topics: readonly string[], prefix: string): Set<string> {
  return new Set(topics.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length)))
}

/** Whether a change of this task is something that was asked for. */
export function isWanted(topics: Topics, task: { readonly id: string; readonly dagId: string }): boolean {
  return topics.tasks || topics.dagIds.has(task.dagId) || topics.taskIds.has(task.id)
}
