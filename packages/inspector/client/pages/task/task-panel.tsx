import { Link } from '@tanstack/react-router'
import { ChevronDown, ChevronUp, Maximize2, X } from 'lucide-react'
import type { ReactNode } from 'react'

import { Button } from '../../components/button.tsx'
import { PanelBoundary } from '../../components/error-panel.tsx'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import type { TaskTab } from '../../router/search.ts'
import { TaskDetailView } from './task-detail-view.tsx'

import styles from './task.module.css'

interface TaskPanelProps {
  readonly id: string
  readonly tab: TaskTab | undefined
  readonly onTab: (tab: TaskTab | undefined) => void
  readonly onClose: () => void
  readonly onPrevious?: (() => void) | undefined
  readonly onNext?: (() => void) | undefined
  /**
   * Whether [ and ] go to its neighbours; else they mean what they mean beside the panel.
   * @defaultValue true
   */
  readonly hasKeys?: boolean
  /** What is shown of a task that the server is not asked about; such a task has no page. */
  readonly children?: ReactNode
}

/** A task beside the list or the graph that it was opened from. Escape closes it. */
export function TaskPanel({ id, tab, onTab, onClose, hasKeys = true, ...rest }: TaskPanelProps) {
  const { onPrevious, onNext, children } = rest
  const steps = [
    { key: '[', label: 'Task before', run: () => onPrevious?.() },
    { key: ']', label: 'Next task', run: () => onNext?.() },
  ]
  useShortcuts('Panel', [
    { key: 'Escape', label: 'Close the panel', run: onClose },
    ...(hasKeys ? steps : []),
  ])
  const titleOf = (title: string, key: string): string => (hasKeys ? `${title} (${key})` : title)
  return (
    <aside className={styles['panel']} aria-label="Task">
      <div className={styles['panelBar']}>
        <Button
          tone="quiet"
          aria-label="Task before"
          title={titleOf('Task before', '[')}
          disabled={onPrevious === undefined}
          onClick={onPrevious}
        >
          <ChevronUp size={16} aria-hidden />
        </Button>
        <Button
          tone="quiet"
          aria-label="Next task"
          title={titleOf('Next task', ']')}
          disabled={onNext === undefined}
          onClick={onNext}
        >
          <ChevronDown size={16} aria-hidden />
        </Button>
        <span className={styles['push']} />
        {children === undefined && (
          <Link
            to="/tasks/$id"
            params={{ id }}
            search={tab === undefined ? {} : { tab }}
            className={styles['iconLink']}
            aria-label="Open as a page"
            title="Open as a page"
          >
            <Maximize2 size={14} aria-hidden />
          </Link>
        )}
        <Button tone="quiet" aria-label="Close the panel" title="Close (Esc)" onClick={onClose}>
          <X size={16} aria-hidden />
        </Button>
      </div>
      <PanelBoundary key={id} what="The task">
        {children ?? <TaskDetailView id={id} tab={tab} onTab={onTab} />}
      </PanelBoundary>
    </aside>
  )
}
