// Prints the counts of a vitest run from its JSON report as one plain line, "N passed, N failed", and exits with 1
// unless all tests passed. Usage: node scripts/test-counts.mjs <report.json>
import { readFileSync } from 'node:fs'

process.exitCode = report(process.argv[2] ?? '')

/**
 * @param {string} file
 * @returns {number} the exit code
 */
function report(file) {
  const text = read(file)
  if (text === undefined) {
    process.stdout.write('The tests left no report: vitest did not run to its end.\n0 passed, 1 failed\n')
    return 1
  }
  const passed = count(text, 'numPassedTests')
  const skipped = count(text, 'numPendingTests') + count(text, 'numTodoTests')
  const failedTests = count(text, 'numFailedTests')
  // A file that cannot be loaded, or an error outside of any test, fails the run without a failed test.
  const failed = failedTests === 0 && !/"success":\s*true/.test(text) ? 1 : failedTests
  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
  return failed > 0 || passed === 0 ? 1 : 0
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
