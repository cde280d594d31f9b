import { inChunks } from '../../chunks.ts'
import { linkedBeyond, type Links } from './linked-beyond.ts'
import { lateness, type Reader } from './reader.ts'

/** Of how many DAGs it is remembered, and how long before a DAG that changes is read anew, in milliseconds. */
const dagsKept = 50
const keptFor = 60_000

/** Of how many tasks of one DAG it is read what they depend on: those that a graph shows at most. */
const tasksAtMost = 50_000

/** How many ids are remembered of one DAG, and of all; what a DAG needs beyond is scenery. */
const idsAtMost = 20_000
const idsKept = 200_000

/** How far a DAG has come. */
export interface DagEnds {
  /** How many tasks it has. */
  readonly count: number
  /** When one of them changed last. */
  readonly changedAt: Date
  /** Whether that was so short a time ago that it may change again without a word. */
  readonly isFresh: boolean
}

interface KeptIds {
  readonly readAt: number
  readonly ids: Set<string>
  upTo: DagEnds
}

/**
 * Knows which tasks of other DAGs the tasks of a DAG depend on. While a DAG runs, only what changes is read; when
 * nothing has changed, nothing is. Some ids may be of tasks that nothing depends on any more.
 */
export class ForeignIds {
  readonly #reader: Reader
  readonly #kept = new Map<string, KeptIds>()

  constructor(reader: Reader) {
    this.#reader = reader
  }

  async read(dagId: string, ends: DagEnds): Promise<ReadonlySet<string>> {
    const known = this.#kept.get(dagId)
    const kept =
      known === undefined ? await this.#readAll(dagId, ends) : await this.#refresh(dagId, known, ends)
    this.#kept.delete(dagId)
    this.#kept.set(dagId, kept)
    this.#forget()
    return kept.ids
  }

  /** Forgets those that were asked for longest ago, where too much is remembered. */
  #forget(): void {
    let total = 0
    for (const { ids } of this.#kept.values()) total += ids.size
    for (const [dagId, { ids }] of this.#kept) {
      if (this.#kept.size <= dagsKept && total <= idsKept) return
      this.#kept.delete(dagId)
      total -= ids.size
    }
  }

  async #readAll(dagId: string, upTo: DagEnds): Promise<KeptIds> {
    const readAt = performance.now()
    return { readAt, upTo, ids: new Set(linkedBeyond(await this.#links(dagId)).slice(0, idsAtMost)) }
  }

  async #refresh(dagId: string, known: KeptIds, ends: DagEnds): Promise<KeptIds> {
    if (isSame(known.upTo, ends)) return known
    if (performance.now() - known.readAt > keptFor) return this.#readAll(dagId, ends)
    const since = new Date(known.upTo.changedAt.getTime() - lateness)
    const linked = linkedBeyond(await this.#links(dagId, since)).filter((id) => !known.ids.has(id))
    const own = await this.#ownOf(dagId, linked)
    for (const id of linked) if (!own.has(id) && known.ids.size < idsAtMost) known.ids.add(id)
    known.upTo = ends
    return known
  }

  async #links(dagId: string, since?: Date): Promise<Links[]> {
    const { store, options } = this.#reader
    return store.tasks
      .find({ dagId, ...(since === undefined ? {} : { updatedAt: { $gte: since } }) }, options)
      .project<Links>({ 'dependencies.id': 1 })
      .limit(tasksAtMost)
      .toArray()
  }

  /** Which of these tasks are of the DAG itself. */
  async #ownOf(dagId: string, ids: readonly string[]): Promise<Set<string>> {
    const { store, options } = this.#reader
    const own = new Set<string>()
    for (const chunk of inChunks(ids)) {
      const found = store.tasks.find({ _id: { $in: chunk }, dagId }, options).project<Links>({ _id: 1 })
      for await (const { _id } of found) own.add(_id)
    }
    return own
  }
}

function isSame(one: DagEnds, other: DagEnds): boolean {
  const isSettled = !one.isFresh && !other.isFresh
  return isSettled && one.count === other.count && one.changedAt.getTime() === other.changedAt.getTime()
}
