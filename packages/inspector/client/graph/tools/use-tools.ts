import { useCallback, useRef, useState, type KeyboardEvent } from 'react'

import { useShortcuts } from '../../keyboard/shortcuts.ts'
import type { GraphSearch } from '../../router/search.ts'
import type { GraphViewProps } from '../graph-view.tsx'
import { moveFrom, moveOfKey, readingOrder } from '../layout/keyboard-moves.ts'
import { isStack } from '../model/shown-graph.ts'
import { writeUnfolded } from '../model/stack-keys.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { hidden } from '../scene/look.ts'
import type { Camera } from '../stage/camera.ts'
import { useScene, useStill } from '../stage/graph-context.ts'
import type { Arrangement } from '../stage/use-arrangement.ts'
import { useGrouping, type Grouping } from './group-select.tsx'
import { focusTools, shapeTools, viewTools } from './tool-table.ts'
import type { Tool } from './tool.ts'
import { useFollow } from './use-follow.ts'
import { stepKeys, useSteps } from './use-steps.ts'

export interface ToolContext extends Pick<GraphViewProps, 'search' | 'onSearch'> {
  readonly arrangement: Arrangement
  readonly camera: Camera
  readonly pick: (node: number | undefined) => void
}

export interface Tools {
  readonly groups: readonly (readonly Tool[])[]
  readonly grouping: Grouping
  readonly query: string
  readonly setQuery: (query: string) => void
  readonly step: (by: 1 | -1) => void
  /** To the next task in the order in which the graph is read. */
  readonly stepAlong: (by: 1 | -1) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  /** Selects a task and brings it into sight. */
  readonly goTo: (task: number) => void
  /** Opens what a node stands for: a stack is unfolded, a task selected and brought near. */
  readonly open: (node: number) => void
  readonly stopFollowing: () => void
  readonly hasMinimap: boolean
  /** Playback was begun by hand, not by the address. */
  readonly playsAtOnce: boolean
  /** Where the search field registers itself, for the key that leads to it. */
  readonly searchField: { current: HTMLInputElement | null }
}

/** Everything that can be done to the graph, with its keys. */
export function useTools(context: ToolContext): Tools {
  const { search, onSearch, camera, pick, arrangement } = context
  const scene = useScene()
  const [hasMinimap, setMinimap] = useState(true)
  const searchField = useRef<HTMLInputElement>(null)
  const follow = useFollow(scene, camera)
  const goTo = useGoTo(scene, context)
  const steps = useSteps(scene, { goTo, camera })
  const grouping = useGrouping(context, scene.graph.ids.length)
  const playback = usePlayback(scene, context)
  const setQuery = useCallback(
    (q: string) => onSearch({ q: q === '' ? undefined : q }, { replace: true }),
    [onSearch],
  )
  const open = useCallback(
    (node: number) => openNode(node, { scene, pick, camera, onSearch }),
    [scene, pick, camera, onSearch],
  )
  const toggle = (patch: GraphSearch, isOn: boolean): void => {
    const off = Object.fromEntries(Object.keys(patch).map((name) => [name, undefined]))
    onSearch(isOn ? off : patch)
  }
  const groups = [
    viewTools({ camera, arrangement, follow, hasMinimap, setMinimap, search, toggle }),
    focusTools(search, { toggle, playback: useStill() === undefined ? playback : undefined }),
    shapeTools(search, { toggle, fold: () => foldStack(scene, onSearch) }),
  ]
  useShortcuts('Graph', [
    ...groups.flat().map(({ key, label, meaning = label, run }) => ({ key, label: meaning, run })),
    { key: 'g', label: 'Group by', run: () => grouping.field.current?.focus() },
    { key: '/', label: 'Search in the graph', run: () => searchField.current?.focus() },
    ...stepKeys(steps),
    { key: '+', label: 'Nearer', run: () => camera.zoomBy(1.4) },
    { key: '-', label: 'Farther', run: () => camera.zoomBy(1 / 1.4) },
    { key: '0', label: 'Cards at full size', run: camera.zoomToOne },
  ])
  const onKeyDown = (event: KeyboardEvent): void => {
    // A button over the canvas is pressed by these.
    if (event.target !== event.currentTarget && (event.key === 'Enter' || event.key === ' ')) return
    if (press(event, { scene, camera, pick, open, search, onSearch })) event.preventDefault()
  }
  return {
    groups,
    grouping,
    query: search.q ?? '',
    setQuery,
    step: steps.hit,
    stepAlong: steps.along,
    onKeyDown,
    goTo,
    open,
    stopFollowing: follow.stop,
    hasMinimap,
    playsAtOnce: playback.playsAtOnce,
    searchField,
  }
}

/** Playback begins at the first push. An address that names a moment shows it, and plays nothing by itself. */
function usePlayback({ graph }: GraphScene, { search, onSearch }: ToolContext) {
  const [playsAtOnce, setPlaysAtOnce] = useState(false)
  const isOn = search.at !== undefined
  const run = (): void => {
    const first = graph.createdAt.reduce((least, time) => (time < least ? time : least), Infinity)
    setPlaysAtOnce(!isOn)
    onSearch({ at: isOn ? undefined : String(Number.isFinite(first) ? first : 0) })
  }
  return { isOn, playsAtOnce, run }
}

function useGoTo(scene: GraphScene, { camera, onSearch }: ToolContext): (task: number) => void {
  return useCallback(
    (task) => {
      const node = scene.placed?.shown.nodeOf[task]
      if (node === undefined || node === -1) return
      scene.setFocus(node)
      camera.reveal(node, true)
      onSearch({ task: scene.graph.ids[task] }, { replace: true })
    },
    [scene, camera, onSearch],
  )
}

interface Opening extends Pick<GraphViewProps, 'onSearch'> {
  readonly scene: GraphScene
  readonly pick: (node: number | undefined) => void
  readonly camera: Camera
}

function openNode(node: number, { scene, pick, camera, onSearch }: Opening): void {
  const shown = scene.placed?.shown
  if (shown === undefined) return
  if (isStack(shown, node)) {
    onSearch({ open: writeUnfolded([...scene.selection.unfolded, shown.keys[node]!]) })
    return
  }
  pick(node)
  camera.reveal(node, true)
}

/** Folds the unfolded stack of the focused task; where there is none, the one that was unfolded last. */
function foldStack({ placed, focused, selection }: GraphScene, onSearch: GraphViewProps['onSearch']): void {
  const { unfolded } = selection
  if (unfolded.size === 0) return
  const [task = -1] = placed?.shown.members[focused ?? -1] ?? []
  const own = placed?.shown.stackOf.get(task) ?? ''
  const folded = unfolded.has(own) ? own : [...unfolded].at(-1)
  onSearch({ open: writeUnfolded([...unfolded].filter((key) => key !== folded)) })
}

interface KeyContext extends Opening, Pick<GraphViewProps, 'search'> {
  readonly open: (node: number) => void
}

/** Keys of the focused canvas. Returns whether one had a meaning. */
function press(event: KeyboardEvent, context: KeyContext): boolean {
  const { scene } = context
  if (event.ctrlKey || event.metaKey || event.altKey || scene.placed === undefined) return false
  if (event.key === 'Escape') return escape(context)
  const { focused } = scene
  const meaning = meaningOf(event.key, context)
  if (focused === undefined || meaning === undefined) return moveBy(event.key, context)
  meaning(focused)
  return true
}

/** What a key does to the focused node, or to that of its edges that is being read. Space plays and pauses in playback. */
function meaningOf(key: string, { scene, open, pick, camera, search }: KeyContext) {
  if (key === 'Enter')
    return scene.edge === undefined ? open : (node: number) => crossEdge(node, { scene, camera })
  if (key === 'x') return (node: number) => scene.marks.toggle(scene.idsOf(node))
  return key === ' ' && search.at === undefined ? pick : undefined
}

/** To the other end of the edge that is being read. */
function crossEdge(node: number, { scene, camera }: Pick<KeyContext, 'scene' | 'camera'>): void {
  const links = scene.placed?.shown.links
  if (scene.edge === undefined || links === undefined) return
  const source = links.sources[scene.edge]!
  const other = source === node ? links.targets[scene.edge]! : source
  scene.setFocus(other)
  camera.reveal(other)
}

function moveBy(key: string, { scene, camera }: KeyContext): boolean {
  const { direction, focused, placed, look } = scene
  const move = moveOfKey(key, direction)
  if (move === undefined || placed === undefined) return false
  const isVisible = (node: number): boolean => look.visibility[node] !== hidden
  const terrain = { links: placed.shown.links, places: placed.layout, direction, isVisible }
  const next =
    focused === undefined
      ? readingOrder(placed.layout, direction).find(isVisible)
      : moveFrom(focused, move, terrain)
  scene.setFocus(next)
  if (next !== undefined) camera.reveal(next)
  return true
}

/** Takes back the last thing first: the reading of an edge, playback, marks, the selection, the question, the query, the focus. */
function escape({ scene, search, onSearch }: KeyContext): boolean {
  if (scene.edge !== undefined) scene.walkEdges(0)
  else if (search.at !== undefined) onSearch({ at: undefined })
  else if (scene.marks.ids.size > 0) scene.marks.set([])
  else if (search.task !== undefined) onSearch({ task: undefined })
  else if (search.show !== undefined) onSearch({ show: undefined })
  else if (search.q !== undefined) onSearch({ q: undefined })
  else if (scene.focused === undefined) return false
  else scene.setFocus(undefined)
  return true
}
