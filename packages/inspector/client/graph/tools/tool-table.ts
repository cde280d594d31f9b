import {
  ArrowDownToLine,
  CircleHelp,
  Crosshair,
  EyeOff,
  Filter,
  Flame,
  History,
  Map as MapIcon,
  Maximize,
  PanelLeft,
  Route,
  Sparkles,
  Target,
} from 'lucide-react'

import type { GraphSearch } from '../../router/search.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { plain } from '../scene/look.ts'
import type { Camera } from '../stage/camera.ts'
import type { Arrangement } from '../stage/use-arrangement.ts'
import type { Tool } from './tool.ts'
import type { Follow } from './use-follow.ts'

type Toggle = (patch: GraphSearch, isOn: boolean) => void

interface ViewContext {
  readonly camera: Camera
  readonly arrangement: Arrangement
  readonly follow: Follow
  readonly hasMinimap: boolean
  readonly setMinimap: (isShown: boolean) => void
  readonly search: GraphSearch
  readonly toggle: Toggle
}

export function viewTools(context: ViewContext): Tool[] {
  const { camera, arrangement, follow, hasMinimap, setMinimap, search, toggle } = context
  return [
    {
      name: 'outline',
      key: 'o',
      label: 'Outline',
      icon: PanelLeft,
      isOn: search.outline !== 'closed',
      run: () => toggle({ outline: 'closed' }, search.outline === 'closed'),
    },
    { name: 'fit', key: 'f', label: 'Fit everything', icon: Maximize, run: camera.fit },
    { name: 'tidy', key: 't', label: 'Tidy: lay out anew', icon: Sparkles, run: arrangement.tidy },
    {
      name: 'follow',
      key: 'l',
      label: 'Follow what runs',
      icon: Target,
      isOn: follow.isOn,
      run: follow.toggle,
    },
    {
      name: 'map',
      key: 'm',
      label: 'Map',
      icon: MapIcon,
      isOn: hasMinimap,
      run: () => setMinimap(!hasMinimap),
    },
  ]
}

interface FocusContext {
  readonly toggle: Toggle
  readonly playback: Pick<Tool, 'isOn' | 'run'>
}

export function focusTools(search: GraphSearch, { toggle, playback }: FocusContext): Tool[] {
  const question = (show: NonNullable<GraphSearch['show']>) => ({
    isOn: search.show === show,
    run: () => toggle({ show }, search.show === show),
  })
  return [
    { name: 'blocked', key: 'b', label: 'Why blocked?', icon: CircleHelp, ...question('blocked') },
    { name: 'root', key: 'r', label: 'Root causes', icon: Flame, ...question('root') },
    { name: 'critical', key: 'c', label: 'Critical path', icon: Route, ...question('critical') },
    {
      name: 'hide',
      key: 'h',
      label: 'Hide finished',
      icon: EyeOff,
      isOn: search.hide === 'finished',
      run: () => toggle({ hide: 'finished' }, search.hide === 'finished'),
    },
    {
      name: 'only',
      key: 'x',
      label: 'Failed only',
      meaning: 'Failed only; where the keyboard is at a task, mark it',
      icon: Filter,
      isOn: search.only === 'failed',
      run: () => toggle({ only: 'failed' }, search.only === 'failed'),
    },
    { name: 'playback', key: 'p', label: 'Playback', icon: History, ...playback },
  ]
}

interface ShapeContext {
  readonly toggle: Toggle
  readonly arrangement: Arrangement
  readonly scene: GraphScene
}

export function shapeTools(search: GraphSearch, { toggle, arrangement, scene }: ShapeContext): Tool[] {
  const isIsolated = scene.selection.only !== undefined
  return [
    {
      name: 'direction',
      key: 'd',
      label: 'Downwards',
      icon: ArrowDownToLine,
      isOn: search.direction === 'down',
      run: () => toggle({ direction: 'down', v: undefined }, search.direction === 'down'),
    },
    {
      name: 'isolate',
      key: 'i',
      label: 'Isolate what is found',
      icon: Crosshair,
      isOn: isIsolated,
      run: () => arrangement.isolate(isIsolated ? undefined : visibleTasks(scene)),
    },
  ]
}

/** The tasks that are neither hidden nor dimmed; undefined when that is all of them. */
function visibleTasks({ placed, look, graph }: GraphScene): Uint8Array | undefined {
  if (placed === undefined || look.visibility.every((seen) => seen === plain)) return undefined
  return Uint8Array.from(graph.ids, (_, task) => {
    const node = placed.shown.nodeOf[task]!
    return node !== -1 && look.visibility[node] === plain ? 1 : 0
  })
}
