// `node scripts/with-client.mjs <command> [arguments]` runs a command that serves the inspector, after the client
// was built if its source is newer than what was built last. A client that cannot be built is said, and the command
// runs without it: the API is there all the same.
import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { runProgram, runToEnd } from './run/run-to-end.mjs'
import { say } from './run/say.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const inspector = join(root, 'packages', 'inspector')
const sources = ['client', 'shared', 'vite.config.ts', 'package.json'].map((name) => join(inspector, name))
const [command = '', ...args] = process.argv.slice(2)

if (newest(sources) > newest([join(inspector, 'dist', 'client', 'index.html')])) {
  const vite = join(inspector, 'node_modules', '.bin', 'vite')
  const build = {
    command: vite,
    args: ['build', '--logLevel', 'warn'],
    folder: inspector,
    environment: process.env,
  }
  if ((await runProgram(build)) !== 0) say('The client of the inspector could not be built: see above.')
}

await runToEnd({ command, args, folder: process.cwd(), environment: process.env })

/**
 * The time of the last change of files and of everything in folders; 0 when there is nothing.
 * @param {string[]} paths
 * @returns {number}
 */
function newest(paths) {
  return Math.max(
    ...paths.map((path) => {
      const status = statSync(path, { throwIfNoEntry: false })
      if (status === undefined) return 0
      if (!status.isDirectory()) return status.mtimeMs
      return newest(readdirSync(path).map((name) => join(path, name)))
    }),
    0,
  )
}
