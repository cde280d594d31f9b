import { pause } from '../run/pause.ts'
import type { EngineTimes } from '../run/times.ts'
import { eventIndexes } from '../store/event-indexes.ts'
import { createIndexes } from '../store/index-declaration.ts'
import {
  changesInALook,
  readChangedTasks,
  readFinishedDags,
  type ChangedTask,
  type ChangePosition,
} from '../store/read/changed-since.ts'
import { describeServer } from '../store/server.ts'
import type { Store } from '../store/store.ts'
import type { EventSink, EventSource } from './event-source.ts'
import type { LoomEvent } from './events.ts'
import { SeenWindow } from './seen-window.ts'
import { kindOfTask, toDagFinished, toTaskEvent, withEndOfSingle } from './to-event.ts'

interface PollSourceParts {
  readonly store: Store
  readonly times: Pick<EngineTimes, 'pollShortest' | 'pollLongest'>
  /** Whether it may create the indexes that its looks walk. */
  readonly createsIndexes: boolean
}

/** Where the indexes may be missing a look can take long: how many times as long it rests at least. */
const restAfterLook = 10

/**
 * Events from looks at what has changed, for servers without change streams. Of several changes of a task
 * between two looks the last one is seen, and what was removed meanwhile is not.
 */
export class PollSource implements EventSource {
  readonly #store: Store
  readonly #times: PollSourceParts['times']
  #hasIndexes: boolean
  #lookTook = 0
  readonly #sink: EventSink
  readonly #closed = new AbortController()
  #nudged = new AbortController()
  #loop: Promise<void> = Promise.resolve()

  constructor({ store, times, createsIndexes }: PollSourceParts, sink: EventSink) {
    this.#store = store
    this.#times = times
    this.#hasIndexes = createsIndexes
    this.#sink = sink
  }

  async open(): Promise<boolean> {
    if (this.#hasIndexes) await this.#createIndexes()
    const { client, database } = this.#store
    const { localTime } = await describeServer(client, database)
    const seen: Seen = { tasks: new SeenWindow(localTime), dags: new SeenWindow(localTime) }
    // What happened before is no event.
    await this.#look(seen, () => undefined)
    this.#loop = this.#run(seen)
    return true
  }

  async close(): Promise<void> {
    this.#closed.abort()
    await this.#loop
  }

  nudge(): void {
    this.#nudged.abort()
  }

  /** Who may not create them can look all the same. */
  async #createIndexes(): Promise<void> {
    try {
      await createIndexes(this.#store, eventIndexes)
    } catch (error) {
      this.#hasIndexes = false
      this.#sink.fail(error)
    }
  }

  async #run(seen: Seen): Promise<void> {
    for (let looks = 0; ; looks += 1) {
      await this.#rest(looks)
      if (this.#closed.signal.aborted) return
      // Before the look: what happens during it is the next one's.
      this.#nudged = new AbortController()
      try {
        await this.#look(seen, (events) => {
          if (events.length > 0) looks = 0
          this.#sink.take(events)
        })
      } catch (error) {
        this.#sink.fail(error)
      }
    }
  }

  /** Ever longer while nothing happens; shortly where this process did something. */
  async #rest(looks: number): Promise<void> {
    const { pollShortest, pollLongest } = this.#times
    const background = { background: true } as const
    const least = this.#hasIndexes ? 0 : restAfterLook * this.#lookTook
    const shortest = Math.max(pollShortest, least)
    await pause(shortest, this.#closed.signal, background)
    const longest = Math.min(pollLongest, pollShortest * 2 ** Math.min(looks, 10))
    const ends = AbortSignal.any([this.#closed.signal, this.#nudged.signal])
    await pause(Math.max(0, longest - shortest), ends, background)
  }

  async #look({ tasks, dags }: Seen, take: (events: readonly LoomEvent[]) => void): Promise<void> {
    const start = performance.now()
    await eachPage(tasks.from, async (position) => {
      const page = await readChangedTasks(this.#store, position)
      const news = page.filter((task) => tasks.note(keyOf(task), task.updatedAt))
      take(news.flatMap((task) => withEndOfSingle(toTaskEvent(kindOfTask(task), task, task), task.growths)))
      return page.map(({ _id, updatedAt }) => ({ id: _id, at: updatedAt }))
    })
    await eachPage(dags.from, async (position) => {
      const page = await readFinishedDags(this.#store, position)
      const news = page.filter(({ _id, finishedAt }) => dags.note(_id, finishedAt))
      take(news.map((dag) => toDagFinished(dag._id, dag)))
      return page.map(({ _id, finishedAt }) => ({ id: _id, at: finishedAt }))
    })
    tasks.prune()
    dags.prune()
    this.#lookTook = performance.now() - start
  }
}

/** What changes twice in one millisecond ends in another state, or has made progress. */
function keyOf({ _id, state, progress }: ChangedTask): string {
  return `${_id} ${state} ${progress?.fraction ?? ''}`
}

interface Seen {
  readonly tasks: SeenWindow
  readonly dags: SeenWindow
}

/** Reads page after page, until one is not full. */
async function eachPage(
  from: Date,
  readPage: (position: ChangePosition) => Promise<readonly ChangePosition[]>,
): Promise<void> {
  for (let position: ChangePosition | undefined = { at: from }; position !== undefined;) {
    const page: readonly ChangePosition[] = await readPage(position)
    position = page.length < changesInALook ? undefined : page.at(-1)
  }
}
