import type { GraphScene } from '../scene/graph-scene.ts'
import { Signal } from '../scene/signal.ts'
import { Playhead } from './playhead.ts'
import type { Recording } from './recording.ts'

/** Plays a recording on a scene: the whole in a few seconds, however long it took. */
export class Player {
  #sweep = 5_000
  readonly #scene: GraphScene
  readonly #head: Playhead
  /** Another moment is shown, or playing began or ended. */
  readonly moved = new Signal()
  #frame: number | undefined
  #drawnAt = 0

  constructor(scene: GraphScene, recording: Recording) {
    this.#scene = scene
    this.#head = new Playhead(recording)
  }

  get recording(): Recording {
    return this.#head.recording
  }

  get moment(): number {
    return this.#head.moment
  }

  get sweep(): number {
    return this.#sweep
  }

  playIn(milliseconds: number): void {
    this.#sweep = milliseconds
  }

  get isPlaying(): boolean {
    return this.#frame !== undefined
  }

  /** Goes on from where it is; from the start when it is at the end. */
  play(): void {
    if (this.isPlaying) return
    if (this.moment >= this.recording.to) this.#show(this.recording.from)
    this.#drawnAt = performance.now()
    this.#frame = requestAnimationFrame((time) => this.#advance(time))
    this.moved.emit()
  }

  pause(): void {
    if (this.#frame === undefined) return
    cancelAnimationFrame(this.#frame)
    this.#frame = undefined
    this.moved.emit()
  }

  /** Stops at a moment. */
  seek(moment: number): void {
    this.pause()
    this.#show(moment)
  }

  /** Stops at the next or previous change. */
  step(by: 1 | -1): void {
    this.pause()
    this.#show(this.#head.changeFrom(by))
  }

  /** Gives the scene back to what is now. */
  close(): void {
    this.pause()
    this.#scene.goLive()
  }

  #advance(time: number): void {
    const { from, to } = this.recording
    const passed = Math.max(0, time - this.#drawnAt)
    this.#drawnAt = time
    const next = this.moment + ((to - from) * passed) / this.#sweep
    this.#frame = next < to ? requestAnimationFrame((later) => this.#advance(later)) : undefined
    this.#show(next)
  }

  #show(moment: number): void {
    const changed = this.#head.moveTo(moment)
    this.#scene.replay(this.#head.graph, this.moment, changed)
    this.moved.emit()
  }
}
