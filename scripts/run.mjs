// `node scripts/run.mjs <command> [arguments]` runs a command of the workspace, on a machine that has nothing but
// Node and npm: it installs the workspace first if that was not done, with the pinned pnpm. Node's built-ins alone.
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { ensureInstalled } from './run/ensure-installed.mjs'
import { pinnedPnpm } from './run/pinned-pnpm.mjs'
import { runToEnd } from './run/run-to-end.mjs'
import { say } from './run/say.mjs'

const oldestNode = [20, 19]

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [command, ...args] = process.argv.slice(2)

if (!isNewEnough(process.versions.node)) {
  say(
    `needs Node ${oldestNode.join('.')} or newer, and this is ${process.versions.node}. Install a newer Node.`,
  )
  process.exit(1)
}
if (command === undefined) {
  say('names no command. Usage: node scripts/run.mjs <command> [arguments]')
  process.exit(1)
}

await ensureInstalled(root)
await runToEnd({ ...locate(command), folder: root, environment: withLocalPrograms() })

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

/** @param {string} name */
function locate(name) {
  if (name === 'node') return { command: process.execPath, args }
  if (name !== 'pnpm') return { command: name, args }
  const pnpm = pinnedPnpm(root)
  return { command: pnpm.command, args: [...pnpm.args, ...args] }
}

function withLocalPrograms() {
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter)
  return { ...process.env, PATH: path }
}
