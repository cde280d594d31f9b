import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('../../../scripts/test-counts.mjs', import.meta.url))

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly success: boolean
}

const good: Report = {
  numPassedTests: 12,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  success: true,
}

test.for([
  ['all passed', good, '12 passed, 0 failed', 0],
  ['some skipped', { ...good, numPendingTests: 2, numTodoTests: 1 }, '12 passed, 0 failed, 3 skipped', 0],
  ['some failed', { ...good, numFailedTests: 2, success: false }, '12 passed, 2 failed', 1],
  ['a file could not be loaded', { ...good, success: false }, '12 passed, 1 failed', 1],
  ['no test ran', { ...good, numPassedTests: 0 }, '0 passed, 0 failed', 1],
] as const)('%s', ([, report, line, code], { expect }) => {
  expect(counts(JSON.stringify(report))).toEqual({ line, code })
})

test('without a report, something has failed', () => {
  expect(counts()).toEqual({ line: '0 passed, 1 failed', code: 1 })
})

function counts(report?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'taskloom-counts-'))
  const file = join(folder, 'report.json')
  if (report !== undefined) writeFileSync(file, report)
  const { stdout, status } = spawnSync(process.execPath, [script, file], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  return { line: stdout.trim().split('\n').at(-1), code: status }
}
