import { now } from '../../live/clock.ts'
import { takeSnapshot, type Shown } from '../../snapshot/take-snapshot.ts'
import { readPalette } from '../paint/palette.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { toDot } from './dot.ts'
import { toMermaid } from './mermaid.ts'
import { saveFile, toPng } from './save-file.ts'
import { toSvg } from './svg.ts'

export type ExportKind = 'SVG' | 'PNG' | 'Mermaid' | 'DOT' | 'Snapshot (JSON)'

interface ExportContext {
  /** Pictures have the colours that hold here. */
  readonly at: Element
  /** What the server said of the DAG and its graph. */
  readonly read: Pick<Shown, 'columns' | 'detail'>
}

/** Saves what is shown of a graph. A snapshot is of all of it. */
export async function exportAs(
  kind: ExportKind,
  scene: GraphScene,
  { at, read }: ExportContext,
): Promise<void> {
  const { graph, placed, look, direction } = scene
  if (placed === undefined) return
  const save = (ending: string, content: Blob | string): void =>
    saveFile(`dag-${graph.dagId}.${ending}`, new Blob([content]))
  if (kind === 'Snapshot (JSON)')
    return save('snapshot.json', JSON.stringify(takeSnapshot({ ...read, graph }, now())))
  if (kind === 'Mermaid') return save('mmd', toMermaid(graph, placed.shown, direction))
  if (kind === 'DOT') return save('dot', toDot(graph, placed.shown, direction))
  const svg = toSvg({ graph, placed, look, palette: readPalette(at) })
  if (kind === 'SVG') return save('svg', new Blob([svg], { type: 'image/svg+xml' }))
  return save('png', await toPng(svg))
}
