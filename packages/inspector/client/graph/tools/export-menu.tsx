import { Download } from 'lucide-react'
import { useRef } from 'react'

import { toMermaid } from '../export/mermaid.ts'
import { saveFile, toPng } from '../export/save-file.ts'
import { toSvg } from '../export/svg.ts'
import { readPalette } from '../paint/palette.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { useScene } from '../stage/graph-context.ts'

import styles from './tools.module.css'

const kinds = ['SVG', 'PNG', 'Mermaid'] as const
type Kind = (typeof kinds)[number]

/** Saves what is shown as a picture or as text. */
export function ExportMenu() {
  const scene = useScene()
  const menu = useRef<HTMLDetailsElement>(null)
  const save = (kind: Kind): void => {
    if (menu.current === null) return
    menu.current.open = false
    void exportAs(kind, scene, menu.current)
  }
  return (
    <details ref={menu} className={styles['export']}>
      <summary className={styles['tool']} aria-label="Export" title="Export">
        <Download size={16} aria-hidden />
      </summary>
      <div className={styles['menu']}>
        {kinds.map((kind) => (
          <button key={kind} type="button" className={styles['item']} onClick={() => save(kind)}>
            {kind}
          </button>
        ))}
      </div>
    </details>
  )
}

async function exportAs(
  kind: Kind,
  { graph, placed, look, direction }: GraphScene,
  at: Element,
): Promise<void> {
  if (placed === undefined) return
  const name = `dag-${graph.dagId}`
  if (kind === 'Mermaid') {
    saveFile(`${name}.mmd`, new Blob([toMermaid(graph, placed.shown, direction)], { type: 'text/plain' }))
    return
  }
  const svg = toSvg({ graph, placed, look, palette: readPalette(at) })
  if (kind === 'SVG') saveFile(`${name}.svg`, new Blob([svg], { type: 'image/svg+xml' }))
  else saveFile(`${name}.png`, await toPng(svg))
}
