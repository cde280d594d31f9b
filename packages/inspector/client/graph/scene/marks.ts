import type { ShownGraph } from '../model/shown-graph.ts'
import type { TaskGraph } from '../model/task-graph.ts'
import { Signal } from './signal.ts'

/** The tasks that the reader has marked, to do something with them all. They are known by their ids. */
export class Marks {
  readonly changed = new Signal()
  #ids: ReadonlySet<string> = new Set()

  get ids(): ReadonlySet<string> {
    return this.#ids
  }

  set(ids: Iterable<string>): void {
    this.#ids = new Set(ids)
    this.changed.emit()
  }

  add(ids: Iterable<string>): void {
    this.set([...this.#ids, ...ids])
  }

  /** Marks all of some tasks; takes the mark away when all of them have it. */
  toggle(ids: readonly string[]): void {
    const isOn = ids.every((id) => this.#ids.has(id))
    if (isOn) this.set([...this.#ids].filter((id) => !ids.includes(id)))
    else this.add(ids)
  }

  /** The nodes of the marked tasks. */
  nodes({ placeOf }: TaskGraph, { nodeOf }: ShownGraph): ReadonlySet<number> {
    const nodes = new Set<number>()
    for (const id of this.#ids) {
      const node = nodeOf[placeOf.get(id) ?? -1] ?? -1
      if (node !== -1) nodes.add(node)
    }
    return nodes
  }
}
