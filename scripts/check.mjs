// Runs every gate of the workspace, in the order in which a mistake is cheapest to see; `npm run check`.
// Each one is a root script of its own, so that it can be run alone.
import { spawnSync } from 'node:child_process'

const gates = ['format', 'lint', 'types', 'dead-code', 'names', 'size', 'package']

const failed = gates.filter((gate) => {
  process.stdout.write(`\n— check:${gate}\n`)
  return spawnSync('npm', ['run', '--silent', `check:${gate}`], { stdio: 'inherit' }).status !== 0
})

process.stdout.write(
  failed.length === 0
    ? `\nAll ${gates.length} gates are green.\n`
    : `\nRed: ${failed.map((gate) => `npm run check:${gate}`).join(', ')}\n`,
)
process.exitCode = failed.length === 0 ? 0 : 1
