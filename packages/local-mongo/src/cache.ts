import { homedir } from 'node:os'
import { join } from 'node:path'

import type { Environment } from './local-mongo.ts'

/** The version of SecantusDB's Rust server that is built and looked for. */
export const secantusRustVersion = '0.5.3-beta.196'

/** The version of SecantusDB on PyPI that is installed and looked for. */
export const secantusPythonVersion = '0.7.0b3'

/** The folder for what is kept between runs: `TASKLOOM_CACHE`, or `taskloom` in the user's cache folder. */
export function cacheRoot(environment: Environment): string {
  const given = environment['TASKLOOM_CACHE']
  if (given) return given
  const userCache = environment['XDG_CACHE_HOME'] || join(environment['HOME'] || homedir(), '.cache')
  return join(userCache, 'taskloom')
}

/** Where `npm run mongo:fast` installs the Rust server; the program is in `bin`. */
export function secantusRustFolder(environment: Environment): string {
  return join(cacheRoot(environment), `secantus-mdb-${secantusRustVersion}`)
}

/** The virtual environment of the Python server; the program is in `bin`. */
export function secantusPythonFolder(environment: Environment): string {
  return join(cacheRoot(environment), `secantusdb-${secantusPythonVersion}`)
}

/** Where mongodb-memory-server keeps the `mongod` that it downloaded. */
export function downloadFolder(environment: Environment): string {
  return environment['MONGOMS_DOWNLOAD_DIR'] || join(cacheRoot(environment), 'mongodb-binaries')
}

/** The note that a download was refused, which spares later runs the wait. */
export function downloadRefusalFile(environment: Environment): string {
  return join(cacheRoot(environment), 'mongod-download-refused.json')
}
