import { codeOf, isSettledCode, type TaskGraph } from '../model/task-graph.ts'
import type { Recording } from './recording.ts'

const running = codeOf('running')
const notYet = -1

/**
 * A moment of a recording, and the graph as it was then. Moving costs what happened in between, forwards and
 * backwards, so that ten thousand tasks are played at full speed.
 */
export class Playhead {
  readonly recording: Recording
  /** The graph at the moment; its columns are written in place. */
  readonly graph: TaskGraph
  #moment: number
  /** How many events have happened. */
  #happened = 0
  /** Of each task the stretch that it is in; `notYet` before the first. */
  readonly #current: Int32Array

  constructor(recording: Recording) {
    const { graph } = recording
    this.recording = recording
    this.#current = new Int32Array(graph.ids.length).fill(notYet)
    this.graph = {
      ...graph,
      states: graph.states.slice(),
      attempts: graph.attempts.slice(),
      startedAt: graph.startedAt.slice(),
      settledAt: graph.settledAt.slice(),
      rootCauses: graph.rootCauses.slice(),
      unborn: new Uint8Array(graph.ids.length),
    }
    for (const task of graph.ids.keys()) this.#write(task)
    this.#moment = recording.from
    this.moveTo(recording.from)
  }

  get moment(): number {
    return this.#moment
  }

  /** Goes to a moment, within the recording. Returns the tasks that look different there. */
  moveTo(moment: number): readonly number[] {
    const { starts, events, taskOf, from, to, offsets } = this.recording
    this.#moment = Math.min(to, Math.max(from, moment))
    const changed = new Set<number>()
    for (; this.#happened < events.length; this.#happened += 1) {
      const stretch = events[this.#happened]!
      if (starts[stretch]! > this.#moment) break
      this.#current[taskOf[stretch]!] = stretch
      changed.add(taskOf[stretch]!)
    }
    for (; this.#happened > 0; this.#happened -= 1) {
      const stretch = events[this.#happened - 1]!
      if (starts[stretch]! <= this.#moment) break
      const task = taskOf[stretch]!
      this.#current[task] = stretch > offsets[task]! ? stretch - 1 : notYet
      changed.add(task)
    }
    for (const task of changed) this.#write(task)
    return [...changed]
  }

  /** The moment of the next or previous change; the end of the recording where there is none. */
  changeFrom(by: 1 | -1): number {
    const { starts, events, from, to } = this.recording
    if (by === 1) return this.#happened < events.length ? starts[events[this.#happened]!]! : to
    for (let at = this.#happened - 1; at >= 0; at -= 1) {
      const start = starts[events[at]!]!
      if (start < this.#moment) return Math.max(start, from)
    }
    return from
  }

  #write(task: number): void {
    const { offsets, codes, starts, graph: known } = this.recording
    const { states, attempts, startedAt, settledAt, rootCauses, unborn } = this.graph
    const first = offsets[task]!
    const stretch = this.#current[task]!
    const code = codes[stretch === notYet ? first : stretch] ?? known.states[task]!
    states[task] = code
    if (unborn !== undefined) unborn[task] = stretch === notYet ? 1 : 0
    attempts[task] = 0
    startedAt[task] = Number.NaN
    settledAt[task] = isSettledCode[code] === 1 ? (starts[stretch] ?? Number.NaN) : Number.NaN
    rootCauses[task] = isSettledCode[code] === 1 ? known.rootCauses[task]! : -1
    for (let at = first; at <= stretch; at += 1) {
      if (codes[at] !== running) continue
      attempts[task] += 1
      startedAt[task] = starts[at]!
    }
  }
}
