import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { defaults } from '../src/defaults.ts'
import { stateDiagram } from '../src/document/state-diagram.ts'
import { listIndexes } from '../src/store/read/inspect/list-indexes.ts'
import { writePoints } from '../src/store/write-points.ts'

function read(page: string): string {
  return readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8')
}

/** The cells of the rows of a page's tables whose first cell is code. */
function rowsOf(page: string): string[][] {
  return read(page)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

test('docs: the diagram of the states is the one that the table of transitions draws', () => {
  const drawn = /```mermaid\n(?<diagram>.*?)\n```/s.exec(read('states.md'))?.groups?.['diagram']
  expect(drawn).toBe(stateDiagram())
})

test('docs: the table of defaults has every default of the code, with its value', () => {
  const documented = rowsOf('defaults.md').map(([name, value]) => [name, value])
  const actual = Object.entries(defaults).map(([name, value]) => [`\`${name}\``, value.toLocaleString('en')])
  expect(documented).toEqual(actual)
})

test('docs: every write point is listed, and nothing that is none', () => {
  expect(rowsOf('design/write-points.md').map(([name]) => name)).toEqual(
    writePoints.map((point) => `\`${point}\``),
  )
})

test('docs: every index of the inspector is listed, with what walks it', () => {
  const documented = rowsOf('operations.md').filter((cells) => cells.length === 3)
  expect(documented).toEqual(
    listIndexes.map(({ name, collection, serves }) => [`\`${name}\``, `\`${collection}\``, serves]),
  )
})
