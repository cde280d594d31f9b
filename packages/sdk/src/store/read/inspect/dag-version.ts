import { whereVisible } from '../../../document/transitions.ts'
import { inChunks } from '../../chunks.ts'
import type { DagVersion } from './dag-shapes.ts'
import { ForeignIds, type DagEnds } from './foreign-ids.ts'
import type { Reader } from './reader.ts'

/** How long after a change another one may come with the same time, in milliseconds. */
const settledAfter = 1_000

/** How many tasks there are, and when one of them changed last. */
type Ends = Omit<DagEnds, 'isFresh'>

/**
 * Says whether a DAG has changed since, from the ends of two indexes: how many tasks it has, when one changed
 * last, and which definitions are paused; and the same of the tasks of other DAGs that it depends on. Right after
 * a change it never says the same twice, since two changes can have one time.
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
    const [latest, count] = await Promise.all([
      store.tasks.findOne(
        { dagId },
        {
          ...options,
          projection: { updatedAt: 1, _id: 0 },
          sort: { updatedAt: -1, _id: -1 },
          ...(indexes.has('inspect-dag') ? { hint: 'inspect-dag' } : {}),
        },
      ),
      store.tasks.countDocuments({ dagId }, options),
    ])
    return latest === null ? undefined : { count, changedAt: latest.updatedAt }
  }

  async #readForeign(ids: readonly string[]): Promise<Ends> {
    const { store, options } = this.#reader
    let [count, latest] = [0, 0]
    for (const chunk of inChunks(ids)) {
      const found = store.tasks
        .find({ _id: { $in: chunk }, ...whereVisible }, options)
        .project<{ updatedAt: Date }>({ updatedAt: 1, _id: 0 })
      for await (const { updatedAt } of found) {
        count += 1
        latest = Math.max(latest, updatedAt.getTime())
      }
    }
    return { count, changedAt: new Date(latest) }
  }

  #isFresh({ changedAt }: Ends): boolean {
    return this.#reader.store.clock.now().getTime() - changedAt.getTime() < settledAfter
  }

  #stateOf(ends: Ends): string {
    return `${ends.changedAt.getTime().toString(36)}${this.#isFresh(ends) ? this.#reader.store.unique() : ''}`
  }
}
