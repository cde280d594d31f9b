import type { TaskDocument } from '../../../document/task-document.ts'
import { whereVisible } from '../../../document/transitions.ts'
import { inChunks } from '../../chunks.ts'
import { countByState, nameCounts, tallyByState, totalOf } from './count-by-state.ts'
import type { DagVersion } from './dag-shapes.ts'
import { ForeignIds, type DagEnds } from './foreign-ids.ts'
import { lateness, type Reader } from './reader.ts'

/** How many tasks there are, in which states, and when one of them changed last. */
interface Ends extends Omit<DagEnds, 'isFresh'> {
  readonly states: string
}

/**
 * Says whether a DAG has changed since, from two indexes: how many tasks it has in each state, when one changed
 * last, and which definitions are paused; and the same of the tasks of other DAGs that it depends on. Right after
 * a change it never says the same twice, since two changes can have one time. What a transaction changed is seen
 * later than the time that it bears; it changes the states.
 */
export class DagVersions {
  readonly #reader: Reader
  readonly #foreignIds: ForeignIds

  constructor(reader: Reader) {
    this.#reader = reader
    this.#foreignIds = new ForeignIds(reader)
  }

  /** The version of a DAG; undefined when nothing of it is left. */
  async read(dagId: string): Promise<DagVersion | undefined> {
    const [own, pausedNames] = await Promise.all([this.#readOwn(dagId), this.#reader.pausedNames()])
    if (own === undefined) return undefined
    const ids = await this.#foreignIds.read(dagId, { ...own, isFresh: this.#isFresh(own) })
    const foreign = ids.size === 0 ? undefined : await this.#readForeign([...ids])
    const paused = [...pausedNames].toSorted().join()
    return {
      topology: String(own.count),
      state: [
        this.#stateOf(own),
        ...(foreign === undefined ? [] : [`~${foreign.count}.${this.#stateOf(foreign)}`]),
        ...(paused === '' ? [] : [`-${paused}`]),
      ].join(''),
    }
  }

  async #readOwn(dagId: string): Promise<Ends | undefined> {
    const { store, options } = this.#reader
    const { indexes } = await this.#reader.standing('tasks')
    const [latest, counts] = await Promise.all([
      store.tasks.findOne(
        { dagId },
        {
          ...options,
          projection: { updatedAt: 1, _id: 0 },
          sort: { updatedAt: -1, _id: -1 },
          ...(indexes.has('inspect-within-dag') ? { hint: 'inspect-within-dag' } : {}),
        },
      ),
      countByState(this.#reader, dagId),
    ])
    if (latest === null) return undefined
    return { count: totalOf(counts), states: nameCounts(counts), changedAt: latest.updatedAt }
  }

  async #readForeign(ids: readonly string[]): Promise<Ends> {
    const { store, options } = this.#reader
    const found: Pick<TaskDocument, 'state' | 'updatedAt'>[] = []
    for (const chunk of inChunks(ids))
      found.push(
        ...(await store.tasks
          .find({ _id: { $in: chunk }, ...whereVisible }, options)
          .project<Pick<TaskDocument, 'state' | 'updatedAt'>>({ state: 1, updatedAt: 1, _id: 0 })
          .toArray()),
      )
    const latest = found.reduce((last, { updatedAt }) => Math.max(last, updatedAt.getTime()), 0)
    return { count: found.length, states: nameCounts(tallyByState(found)), changedAt: new Date(latest) }
  }

  #isFresh({ changedAt }: Ends): boolean {
    return this.#reader.store.clock.now().getTime() - changedAt.getTime() < lateness
  }

  #stateOf(ends: Ends): string {
    const latest = ends.changedAt.getTime().toString(36)
    return `${latest}.${ends.states}${this.#isFresh(ends) ? this.#reader.store.unique() : ''}`
  }
}
