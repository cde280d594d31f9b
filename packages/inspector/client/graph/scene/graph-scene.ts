import { standingsOf } from '../analysis/edge-standing.ts'
import type { Direction, Layout } from '../layout/layout.ts'
import { SpatialGrid, type Box } from '../layout/spatial-grid.ts'
import { applyChanges, type AppliedChanges, type TaskChange } from '../model/apply-changes.ts'
import { showGraph, type Selection, type ShownGraph } from '../model/shown-graph.ts'
import { nodeNow } from '../model/stack-keys.ts'
import type { TaskGraph } from '../model/task-graph.ts'
import { CardListeners } from './card-listeners.ts'
import { carryOver, type Corner } from './carry-over.ts'
import { edgeLines, writeEdgeStandings } from './edge-looks.ts'
import { EdgeWalk } from './edge-walk.ts'
import { extentOf } from './extent.ts'
import { glide } from './glide.ts'
import { isOtherLook, lookOf, nothingSeen, type Controls, type Look, type Subject } from './look.ts'
import { Marks } from './marks.ts'
import { writeNodeStates } from './node-states.ts'
import { Signal } from './signal.ts'

/** Everything about a placed graph that the painters need. */
export interface Placed {
  readonly shown: ShownGraph
  readonly layout: Layout
  /** Where the nodes are going; the same as `layout`, except for the moment in which they glide there. */
  readonly aim: Layout
  readonly direction: Direction
  readonly grid: SpatialGrid
  readonly extent: Box
  /** Code of the state of each node. */
  readonly states: Uint8Array
  /** Standing and line of each drawn edge. */
  readonly edgeStandings: Uint8Array
  readonly edgeLines: Uint8Array
}

interface SceneOptions {
  readonly selection: Selection
  readonly direction: Direction
  readonly now: () => number
}

/** So long a node counts as one that has just come. */
const arrivalMilliseconds = 2_000

interface Arrangement {
  readonly selection: Selection
  readonly direction: Direction
  readonly isGliding?: boolean
}

/**
 * The state of a graph view, outside of React: typed arrays that live changes are written into, and signals for
 * what has to be drawn again. Changes of state move nothing; new tasks take free places; only a layout moves.
 */
export class GraphScene {
  graph: TaskGraph
  selection: Selection
  direction: Direction
  /** The standing of each edge between tasks. */
  standings: Uint8Array<ArrayBuffer>
  /** What is drawn; absent until the first layout is there. */
  placed: Placed | undefined
  look: Look = nothingSeen
  /** What the reader asks of the graph. */
  controls: Controls = {}
  /** Nodes that took a free place since the last layout. */
  newcomers = 0
  /** The node that the keyboard is at, and the one under the pointer. */
  focused: number | undefined
  hovered: number | undefined
  /** The earlier moment that is shown, in milliseconds since 1970; undefined when that is now. */
  replayed: number | undefined
  /** Something changed that the canvases show. */
  readonly drawn = new Signal()
  /** Other nodes are drawn, or they stand elsewhere. */
  readonly moved = new Signal()
  /** States or controls changed: what is hidden, dimmed, marked or counted may be other. */
  readonly changed = new Signal()
  readonly marks = new Marks()
  readonly cards = new CardListeners()
  /** Keys of nodes that have just come, by themselves. */
  arrivals: ReadonlySet<string> = new Set()
  readonly #edges = new EdgeWalk()
  readonly #now: () => number
  readonly #remembered = new Map<string, Corner>()
  /** The graph as it is, while an earlier moment is shown. */
  #live: TaskGraph | undefined
  /** Tasks that changed since the last frame. Their cards are told when the states of nodes are up to date. */
  readonly #touched = new Set<number>()
  #frame: number | undefined
  #stopGliding: () => void = () => undefined

  constructor(graph: TaskGraph, { selection, direction, now }: SceneOptions) {
    this.graph = graph
    this.selection = selection
    this.direction = direction
    this.#now = now
    this.standings = standingsOf(graph)
  }

  /** What would be drawn with a selection; a layout of it goes to `place`. */
  show(selection: Selection): ShownGraph {
    return showGraph(this.graph, selection)
  }

  /** Puts a layout in force: everything moves to where it says, before the eyes of the reader if `isGliding`. */
  place(shown: ShownGraph, layout: Layout, { selection, direction, isGliding }: Arrangement): void {
    const before = this.placed
    const isTurned = direction !== this.direction
    this.selection = selection
    this.direction = direction
    this.newcomers = 0
    this.#remembered.clear()
    this.#stopGliding()
    if (before === undefined || isTurned || isGliding !== true) this.#arrange(shown, layout)
    else {
      const anchor = before.shown.keys[this.focused ?? -1]
      const show = (between: Layout): void => this.#arrange(shown, between, layout)
      this.#stopGliding = glide(before, { shown, layout }, { anchor, show })
    }
  }

  /** A graph that was read anew. If it has another shape, nothing moves, and what is new takes free places. */
  update(graph: TaskGraph): void {
    if (this.#live !== undefined) this.#live = graph
    else this.#takeOver(graph)
  }

  /**
   * Shows an earlier moment: `graph` has the same tasks, with the states that they had then. `changed` are those that
   * look different since the last call. What is told meanwhile is kept for `goLive`.
   */
  replay(graph: TaskGraph, moment: number, changed: Iterable<number>): void {
    const isFirst = this.#live === undefined
    this.#live ??= this.graph
    this.graph = graph
    this.replayed = moment
    this.#touch(isFirst ? graph.ids.keys() : changed)
    this.#refresh()
  }

  /** Shows what is now, after `replay`. */
  goLive(): void {
    const live = this.#live
    if (live === undefined) return
    this.#live = undefined
    this.replayed = undefined
    this.#takeOver(live)
  }

  /** Folds or unfolds stacks, in place. */
  reselect(selection: Selection): void {
    this.selection = selection
    this.#carryOn(selection)
  }

  /** Writes live changes. What is shown follows with the next frame. */
  change(changes: readonly TaskChange[]): AppliedChanges {
    const applied = applyChanges(this.#live ?? this.graph, changes)
    if (applied.changed.length > 0 && this.#live === undefined) {
      for (const task of applied.changed) this.#touched.add(task)
      this.#frame ??= requestAnimationFrame(() => this.#refresh())
    }
    return applied
  }

  control(controls: Controls): void {
    this.controls = controls
    const shown = this.placed?.shown
    if (shown === undefined) return
    this.look = this.#lookFor(shown)
    this.cards.tellAll()
    this.changed.emit()
    this.drawn.emit()
  }

  setFocus(node: number | undefined): void {
    this.#point('focused', node)
  }

  setHover(node: number | undefined): void {
    this.#point('hovered', node)
  }

  /** The drawn edge of the focused node that the keyboard is at. */
  get edge(): number | undefined {
    return this.#edges.at(this)
  }

  /** To the next or previous edge of the focused node, or, by 0, away from all. */
  walkEdges(by: -1 | 0 | 1): void {
    this.#edges.walk(this, by)
    this.drawn.emit()
  }

  /** The ids of the tasks of a node. */
  idsOf(node: number): readonly string[] {
    return (this.placed?.shown.members[node] ?? []).map((task) => this.graph.ids[task]!)
  }

  close(): void {
    this.#stopGliding()
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
  }

  #takeOver(graph: TaskGraph): void {
    const isSameShape = graph.topology === this.graph.topology
    this.graph = graph
    if (isSameShape) {
      this.#touch(graph.ids.keys())
      this.#refresh()
      return
    }
    this.standings = standingsOf(graph)
    const known = new Set(this.placed?.shown.keys)
    this.#carryOn(this.selection)
    this.arrivals = new Set(this.placed?.shown.keys.filter((key) => !known.has(key)))
    setTimeout(() => {
      this.arrivals = new Set()
    }, arrivalMilliseconds)
  }

  #carryOn(selection: Selection): void {
    const shown = showGraph(this.graph, selection)
    if (this.placed === undefined) return
    this.#stopGliding()
    const before = { ...this.placed, layout: this.placed.aim, remembered: this.#remembered }
    const { layout, newcomers } = carryOver(before, shown, this.direction)
    this.newcomers += newcomers
    this.#arrange(shown, layout)
  }

  /** `aim` is where the nodes are going, when `layout` is only on the way there. */
  #arrange(shown: ShownGraph, layout: Layout, aim = layout): void {
    const keyOf = (node = -1): string => this.placed?.shown.keys[node] ?? ''
    const [focused, hovered] = [keyOf(this.focused), keyOf(this.hovered)]
    shown.keys.forEach((key, node) => this.#remembered.set(key, { x: aim.x[node]!, y: aim.y[node]! }))
    this.placed = {
      shown,
      layout,
      aim,
      direction: this.direction,
      grid: new SpatialGrid(layout.x, layout.y),
      extent: extentOf(aim),
      states: new Uint8Array(shown.size),
      edgeStandings: new Uint8Array(shown.links.sources.length),
      edgeLines: edgeLines(this.graph, shown),
    }
    this.focused = nodeNow(this.graph, shown, focused)
    this.hovered = shown.nodeOfKey.get(hovered)
    this.#refresh()
    this.cards.tellAll()
    this.moved.emit()
  }

  #refresh(): void {
    this.#frame = undefined
    if (this.placed === undefined) return
    const { shown, states, edgeStandings } = this.placed
    standingsOf(this.graph, this.standings)
    writeNodeStates(this.graph, shown, states)
    writeEdgeStandings(shown, this.standings, edgeStandings)
    this.#touch(this.#touched)
    this.#touched.clear()
    const before = this.look
    this.look = this.#lookFor(shown)
    if (isOtherLook(before, this.look)) this.cards.tellAll()
    this.changed.emit()
    this.drawn.emit()
  }

  #lookFor(shown: ShownGraph): Look {
    return lookOf(this.subject(shown), this.controls)
  }

  /** What descriptions and answers are made from. */
  subject(shown: ShownGraph): Subject {
    return { graph: this.graph, shown, standings: this.standings, now: this.replayed ?? this.#now() }
  }

  #point(which: 'focused' | 'hovered', node: number | undefined): void {
    const before = this[which]
    if (before === node) return
    this[which] = node
    for (const one of [before, node]) {
      const key = one === undefined ? undefined : this.placed?.shown.keys[one]
      if (key !== undefined) this.cards.tell(key)
    }
    this.drawn.emit()
  }

  #touch(tasks: Iterable<number>): void {
    const shown = this.placed?.shown
    if (shown === undefined) return
    for (const task of tasks) {
      const key = shown.keys[shown.nodeOf[task]!]
      if (key !== undefined) this.cards.tell(key)
    }
  }
}
