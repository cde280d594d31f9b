import { expect, test } from 'vitest'

import { layeredLayout } from '../layout/layered-layout.ts'
import { showGraph } from '../model/shown-graph.ts'
import type { TaskGraph } from '../model/task-graph.ts'
import type { Palette } from '../paint/palette.ts'
import { GraphScene } from '../scene/graph-scene.ts'
import { smallGraph } from '../testing/small-graph.ts'
import { toDot } from './dot.ts'
import { toMermaid } from './mermaid.ts'
import { toSvg } from './svg.ts'

const graph = smallGraph({
  source: { name: 'get <"it">', view: 'finished' },
  target: { name: 'resize', view: 'running', needs: ['source'] },
})
const selection = { stacking: 'identical', unfolded: new Set<string>() } as const

test('a graph as Mermaid', () => {
  expect(toMermaid(graph, showGraph(graph, selection), 'right')).toBe(
    [
      'flowchart LR',
      '  n0["get <#quot;it#quot;><br/>✓ Finished"]',
      '  n1["resize<br/>▶ Running"]',
      '  n0 --> n1',
      '',
    ].join('\n'),
  )
})

test('a graph for Graphviz', () => {
  expect(toDot(graph, showGraph(graph, selection), 'down')).toBe(
    [
      'digraph {',
      '  rankdir=TB',
      '  node [shape=box, style=rounded]',
      String.raw`  n0 [label="get <\"it\">\nFinished", id="source"]`,
      String.raw`  n1 [label="resize\nRunning", id="target"]`,
      '  n0 -> n1',
      '}',
      '',
    ].join('\n'),
  )
})

test('a graph as SVG: names are text, whatever they hold', () => {
  const svg = svgOf(graph)
  expect(svg).toContain('get &lt;"it"&gt;')
  expect(svg.match(/<path/g)).toHaveLength(1)
  expect(svg.match(/<g /g)).toHaveLength(2)
})

test.each([
  ['one that must finish', {}, []],
  ['one that may end otherwise', { on: 'settled' }, ['7 5']],
  ['one that may go unmet', { optional: true }, ['2 4']],
] as const)('in an SVG the line of %s is as in the graph', (_, group, dashes) => {
  const svg = svgOf(smallGraph({ a: { view: 'running' }, b: { view: 'blocked', needs: ['a'], group } }))
  expect([...svg.matchAll(/stroke-dasharray="([^"]*)"/g)].map(([, dash]) => dash)).toEqual(dashes)
  expect(svg.match(/<path/g)).toHaveLength(1)
})

test('in an SVG an edge that will never come has its cross', () => {
  const svg = svgOf(
    smallGraph({ a: { view: 'failed' }, b: { view: 'blocked', needs: ['a'], group: { on: 'success' } } }),
  )
  const [, cross] = [...svg.matchAll(/<path d="([^"]*)"/g)].map(([, path]) => path)
  expect(cross).toMatch(/^M[-\d. ]+L[-\d. ]+M[-\d. ]+L[-\d. ]+$/)
})

/** A graph as SVG, laid out. */
function svgOf(of: TaskGraph): string {
  const scene = new GraphScene(of, { selection, direction: 'right', now: () => 0 })
  const shown = scene.show(selection)
  const { sources, targets } = shown.links
  const layout = layeredLayout({ size: shown.size, sources, targets, direction: 'right' })
  scene.place(shown, layout, { selection, direction: 'right' })
  return toSvg({ graph: of, placed: scene.placed!, look: scene.look, palette })
}

const colours = Array<string>(12).fill('#888')
const palette: Palette = {
  surface: '#fff',
  ink: '#000',
  muted: '#666',
  line: '#ddd',
  accent: '#00f',
  font: 'sans-serif',
  states: colours,
  grounds: colours,
  pixels: new Uint32Array(12),
  edges: {
    spent: '#aaa',
    satisfied: '#aaa',
    pending: '#aaa',
    blocking: '#aaa',
    broken: '#aaa',
    back: '#aaa',
  },
}
