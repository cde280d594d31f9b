// Prints the counts of test runs from their JSON reports (of vitest, or of Playwright) as one plain line,
// "N passed, N failed", and exits with 1 unless all tests passed. Usage: node scripts/test-counts.mjs <report.json> …
import { readFileSync } from 'node:fs'

const totals = process.argv.slice(2).map(readReport)
const passed = totals.reduce((sum, counts) => sum + counts.passed, 0)
const failed = totals.reduce((sum, counts) => sum + counts.failed, 0)
const skipped = totals.reduce((sum, counts) => sum + counts.skipped, 0)
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

/** @param {string} file */
function readReport(file) {
  const text = read(file)
  if (text !== undefined) return /"numPassedTests"/.test(text) ? ofVitest(text) : ofPlaywright(text)
  process.stdout.write(`${file} is not there: its tests did not run to their end.\n`)
  return { passed: 0, failed: 1, skipped: 0 }
}

/** @param {string} text */
function ofVitest(text) {
  const failedTests = count(text, 'numFailedTests')
  return {
    passed: count(text, 'numPassedTests'),
    // A file that cannot be loaded, or an error outside of any test, fails the run without a failed test.
    failed: failedTests === 0 && !/"success":\s*true/.test(text) ? 1 : failedTests,
    skipped: count(text, 'numPendingTests') + count(text, 'numTodoTests'),
  }
}

/** The counts stand at the end. @param {string} text */
function ofPlaywright(text) {
  const stats = text.slice(text.lastIndexOf('"stats"'))
  const failedTests = count(stats, 'unexpected') + count(stats, 'flaky')
  const passed = count(stats, 'expected')
  return {
    passed,
    failed: failedTests === 0 && passed === 0 ? 1 : failedTests,
    skipped: count(stats, 'skipped'),
  }
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * @param {string} text
 * @param {string} name
 */
function count(text, name) {
  return Number(new RegExp(String.raw`"${name}":\s*(\d+)`).exec(text)?.[1] ?? 0)
}
