import { Download } from 'lucide-react'
import { useRef, useSyncExternalStore } from 'react'

import { copyText } from '../../components/copy-button.tsx'
import { showToast } from '../../components/toasts.ts'
import { useSession } from '../../session.ts'
import type { ExportKind } from '../export/export-as.ts'
import { useScene } from '../stage/graph-context.ts'

import styles from './tools.module.css'

const kinds: readonly ExportKind[] = ['SVG', 'PNG', 'Mermaid', 'DOT']
const ofNow: readonly ExportKind[] = [...kinds, 'Snapshot (JSON)']

/** Saves what is shown as a picture or as text, or copies the address that shows it. */
export function ExportMenu() {
  const scene = useScene()
  const { cache, queries } = useSession()
  const isNow = useSyncExternalStore(scene.drawn.subscribe, () => scene.replayed === undefined)
  const menu = useRef<HTMLDetailsElement>(null)
  const closed = (): HTMLDetailsElement | null => {
    if (menu.current !== null) menu.current.open = false
    return menu.current
  }
  const save = async (kind: ExportKind): Promise<void> => {
    const at = closed()
    const { exportAs } = await import('../export/export-as.ts')
    const { dagId } = scene.graph
    const columns = cache.getQueryData(queries.dagGraph(dagId).queryKey)
    const detail = cache.getQueryData(queries.dag(dagId).queryKey)
    if (at !== null) await exportAs(kind, scene, { at, read: { columns, detail } })
  }
  const copy = async (): Promise<void> => {
    closed()
    const isCopied = await copyText(location.href)
    showToast({ title: isCopied ? 'The link is copied' : 'The browser did not allow to copy the link' })
  }
  return (
    <details ref={menu} className={styles['export']}>
      <summary className={styles['tool']} aria-label="Export" title="Export">
        <Download size={16} aria-hidden />
      </summary>
      <div className={styles['menu']}>
        {(isNow ? ofNow : kinds).map((kind) => (
          <button key={kind} type="button" className={styles['item']} onClick={() => void save(kind)}>
            {kind}
          </button>
        ))}
        <button type="button" className={styles['item']} onClick={() => void copy()}>
          Copy link
        </button>
      </div>
    </details>
  )
}
