import {
  ArrowDownToLine,
  ChevronUp,
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
  /** Undefined for a graph of which it is not known what has happened. */
  readonly playback: Pick<Tool, 'isOn' | 'run'> | undefined
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
    ...(playback === undefined
      ? []
      : [{ name: 'playback', key: 'p', label: 'Playback', icon: History, ...playback }]),
  ]
}

interface ShapeContext {
  readonly toggle: Toggle
  readonly fold: () => void
}

export function shapeTools(search: GraphSearch, { toggle, fold }: ShapeContext): Tool[] {
  return [
    {
      name: 'fold',
      key: 'z',
      label: 'Fold the stack again',
      meaning: 'Fold the unfolded stack that the keyboard is at; elsewhere, the last one',
      icon: ChevronUp,
      isIdle: search.open === undefined,
      run: fold,
    },
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
      isOn: search.isolate === '1',
      run: () => toggle({ isolate: '1' }, search.isolate === '1'),
    },
  ]
}
