import { lazy, Suspense, useCallback, useEffect, useRef } from 'react'

import { counted } from '../format/count.ts'
import { TaskPanel } from '../pages/task/task-panel.tsx'
import type { GraphSearch } from '../router/search.ts'
import type { GraphViewProps } from './graph-view.tsx'
import { isStack } from './model/shown-graph.ts'
import { nodeNow } from './model/stack-keys.ts'
import { Outline } from './outline/outline.tsx'
import { writeView, type View } from './scene/extent.ts'
import { useCamera } from './stage/camera.ts'
import { useScene, usePlaced, useStill } from './stage/graph-context.ts'
import { GraphStage } from './stage/graph-stage.tsx'
import { LiveText } from './stage/live-text.tsx'
import { Minimap } from './stage/minimap.tsx'
import type { Arrangement } from './stage/use-arrangement.ts'
import { useRoom } from './stage/use-room.ts'
import { useSteadyView } from './stage/use-steady-view.ts'
import { AnswerPanel } from './tools/answer-panel.tsx'
import { Banners } from './tools/banners.tsx'
import { Breadcrumbs } from './tools/breadcrumbs.tsx'
import { Legend } from './tools/legend.tsx'
import { MarkBar } from './tools/mark-bar.tsx'
import { Toolbar } from './tools/toolbar.tsx'
import { useTools } from './tools/use-tools.ts'

import styles from './graph-view.module.css'

const PlaybackBar = lazy(async () => ({
  default: (await import('./playback/playback-bar.tsx')).PlaybackBar,
}))

interface GraphWorkplaceProps extends Pick<GraphViewProps, 'search' | 'onSearch'> {
  readonly arrangement: Arrangement
  readonly firstView: View
}

/** The graph with everything around it: tools, outline, legend, map. */
export function GraphWorkplace({ search, onSearch, arrangement, firstView }: GraphWorkplaceProps) {
  const scene = useScene()
  const placed = usePlaced(scene)
  const selected = placed && nodeNow(scene.graph, placed.shown, search.task ?? '')
  const camera = useCamera(scene, search.v === undefined && selected === undefined)
  useRoom(camera, selected)
  useSteadyView(scene, camera, arrangement)
  const pick = usePick(search, onSearch)
  const tools = useTools({ search, onSearch, arrangement, camera, pick })
  const onViewEnd = useWrittenView(onSearch)

  return (
    <>
      <Toolbar tools={tools} />
      <Banners arrangement={arrangement} search={search} onSearch={onSearch} />
      <div className={styles['panes']}>
        {search.outline !== 'closed' && <Outline selected={search.task} onPick={tools.goTo} />}
        <GraphStage
          firstView={firstView}
          label={`Graph of ${counted(scene.graph.ids.length, 'task')}. Arrow keys move along dependencies, E reads them.`}
          selected={selected}
          onPick={pick}
          onOpen={tools.open}
          onKeyDown={tools.onKeyDown}
          onViewEnd={onViewEnd}
          onViewByHand={() => {
            camera.leave()
            tools.stopFollowing()
          }}
        >
          <Breadcrumbs search={search} onSearch={onSearch} />
          <Legend query={search.q ?? ''} onQuery={tools.setQuery} />
          {search.at === undefined && <MarkBar />}
          <AnswerPanel search={search} onPick={tools.goTo} />
          {tools.hasMinimap && <Minimap camera={camera} />}
        </GraphStage>
        {search.task !== undefined && (
          <SelectedTask id={search.task} tab={search.tab} onSearch={onSearch} onStep={tools.stepAlong} />
        )}
      </div>
      {search.at !== undefined && (
        <Suspense fallback={null}>
          <PlaybackBar at={search.at} playsAtOnce={tools.playsAtOnce} onSearch={onSearch} />
        </Suspense>
      )}
      <LiveText />
    </>
  )
}

interface SelectedTaskProps extends Pick<GraphViewProps, 'onSearch'> {
  readonly id: string
  readonly tab: GraphSearch['tab']
  readonly onStep: (by: 1 | -1) => void
}

function SelectedTask({ id, tab, onSearch, onStep }: SelectedTaskProps) {
  const still = useStill()
  return (
    <TaskPanel
      id={id}
      tab={tab}
      onTab={(other) => onSearch({ tab: other }, { replace: true })}
      onClose={() => onSearch({ task: undefined, tab: undefined })}
      onPrevious={() => onStep(-1)}
      onNext={() => onStep(1)}
      hasKeys={false}
    >
      {still?.describe(id)}
    </TaskPanel>
  )
}

/** Selects the task of a node; a stack is only focused. */
function usePick(
  search: GraphSearch,
  onSearch: GraphViewProps['onSearch'],
): (node: number | undefined) => void {
  const scene = useScene()
  const { task } = search
  return useCallback(
    (node) => {
      scene.setFocus(node)
      const shown = scene.placed?.shown
      const isTask = node !== undefined && shown !== undefined && !isStack(shown, node)
      const id = isTask ? scene.graph.ids[shown.members[node]![0]!] : undefined
      if (id !== task) onSearch({ task: id }, { replace: task !== undefined && id !== undefined })
    },
    [scene, task, onSearch],
  )
}

const restMilliseconds = 300

/** Writes the view into the address when it has come to rest. */
function useWrittenView(onSearch: GraphViewProps['onSearch']): (view: View) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return useCallback(
    (view) => {
      clearTimeout(timer.current)
      timer.current = setTimeout(() => onSearch({ v: writeView(view) }, { replace: true }), restMilliseconds)
    },
    [onSearch],
  )
}
