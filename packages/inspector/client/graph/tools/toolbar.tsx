import { ExportMenu } from './export-menu.tsx'
import { GroupSelect } from './group-select.tsx'
import { SearchField } from './search-field.tsx'
import type { Tool } from './tool.ts'
import type { Tools } from './use-tools.ts'

import styles from './tools.module.css'

/** The tools of the graph, with the search before them. */
export function Toolbar({ tools }: { readonly tools: Tools }) {
  return (
    <div className={styles['toolbar']} role="toolbar" aria-label="Tools of the graph">
      <SearchField tools={tools} />
      {tools.groups.map((group) => (
        <div key={group[0]?.name} className={styles['group']}>
          {group.map((tool) => (
            <ToolButton key={tool.name} tool={tool} />
          ))}
        </div>
      ))}
      <GroupSelect grouping={tools.grouping} />
      <ExportMenu />
    </div>
  )
}

function ToolButton({ tool }: { readonly tool: Tool }) {
  const { icon: Icon, label, key, isOn, isIdle, run } = tool
  return (
    <button
      type="button"
      className={styles['tool']}
      title={`${label} (${key.toUpperCase()})`}
      aria-label={label}
      aria-keyshortcuts={key.toUpperCase()}
      aria-pressed={isOn}
      aria-disabled={isIdle}
      onClick={run}
    >
      <Icon size={16} aria-hidden />
    </button>
  )
}
