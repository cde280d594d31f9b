import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

const root = new URL('../../../', import.meta.url)

interface NamedTest {
  readonly file: string
  readonly title: string
}

/** The tests that a cell names: a file, and after each `›` a title of it; notes stand in brackets at the end. */
function testsOf(cell: string): NamedTest[] {
  let file = ''
  return cell.split('; ').flatMap((part) => {
    file = /`(?<file>[\w./-]+\.test\.tsx?)`/.exec(part)?.groups?.['file'] ?? file
    const title = part.split('› ')[1]?.split(/\. \*\*|…|\. By hand| \((?!.*\) )/)[0]
    return title === undefined || file === '' ? [] : [{ file, title: title.trim() }]
  })
}

function contentOf(file: string): string {
  const path = file.includes('/') ? file : `packages/sdk/test/behaviour/${file}`
  return readFileSync(new URL(path, root), 'utf8')
}

test('docs: every test that the page of failures names is there', () => {
  const page = readFileSync(new URL('docs/design/failures.md', root), 'utf8')
  const cells = page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').at(-2) ?? '')
  const named = cells.flatMap(testsOf)
  expect(named.length).toBeGreaterThan(150)
  expect(named.filter(({ file, title }) => !contentOf(file).includes(title))).toEqual([])
})
