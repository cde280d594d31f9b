import { useRef, type KeyboardEvent } from 'react'

import type { TaskDetail } from '../../api/wire.ts'
import { taskTabs, type TaskTab } from '../../router/search.ts'

import tabs from '../../components/tab-links.module.css'

interface TaskTabsProps {
  readonly detail: TaskDetail
  readonly tab: TaskTab
  readonly onTab: (tab: TaskTab | undefined) => void
}

const titles: Readonly<Record<TaskTab, string>> = {
  summary: 'Summary',
  payload: 'Payload',
  result: 'Result',
  error: 'Error',
  dependencies: 'Dependencies',
  events: 'Events',
  raw: 'Raw',
}

/** The tabs of a task; the arrow keys go through them. Tabs that would be empty are left out. */
export function TaskTabs({ detail, tab, onTab }: TaskTabsProps) {
  const list = useRef<HTMLDivElement>(null)
  const shown = taskTabs.filter((each) => each === tab || hasContent(each, detail))
  const choose = (next: TaskTab | undefined): void => onTab(next === 'summary' ? undefined : next)
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const place = (shown.indexOf(tab) + step + shown.length) % shown.length
    choose(shown[place])
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[place]?.focus()
  }
  return (
    // The keys are heard here for the tabs within, of which one has the focus.
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
    <div ref={list} role="tablist" aria-label="About the task" className={tabs['tabs']} onKeyDown={onKeyDown}>
      {shown.map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          aria-selected={each === tab}
          tabIndex={each === tab ? 0 : -1}
          className={tabs['tab']}
          onClick={() => choose(each)}
        >
          {titles[each]}
          {each === 'dependencies' && ` ${detail.dependencies.length + detail.dependentsTotal.count}`}
        </button>
      ))}
    </div>
  )
}

function hasContent(tab: TaskTab, detail: TaskDetail): boolean {
  switch (tab) {
    case 'result':
      return detail.result !== undefined
    case 'error':
      return detail.failure !== undefined || detail.attempts.length > 0
    case 'dependencies':
      return detail.dependencies.length + detail.dependentsTotal.count > 0
    case 'summary':
    case 'payload':
    case 'events':
    case 'raw':
      return true
  }
}
