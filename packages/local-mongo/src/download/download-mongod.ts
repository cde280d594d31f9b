import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { downloadFolder } from '../cache.ts'
import type { Environment, StepRequest } from '../local-mongo.ts'
import { withLock } from '../lock.ts'
import { supervise } from '../server/supervise.ts'

const programFile = fileURLToPath(new URL('download-program.mjs', import.meta.url))

/** Without a first byte for so long the download counts as refused. */
const firstByteMilliseconds = 5_000

/** Without another byte for so long it counts as cut off. */
const stallMilliseconds = 30_000

/** A file, or why there is none and whether a part of it had arrived. */
export type Download = { readonly file: string } | { readonly refused: string; readonly begun: boolean }

/** Finds mongodb-memory-server's `mongod` in the cache or downloads it; gives up soon where that is refused. */
export async function downloadMongod(request: StepRequest): Promise<Download> {
  const { environment, onMessage } = request
  const folder = downloadFolder(environment)
  await mkdir(folder, { recursive: true })
  const onWait = () =>
    onMessage('downloaded mongod: another process downloads it at this moment; waiting for it')
  return await withLock({ file: join(folder, 'taskloom.lock'), onWait }, async () => {
    // Under this lock, one of mongodb-memory-server's own is left from a process that was killed.
    if (!environment['MONGOMS_DOWNLOAD_DIR']) await removeForeignLocks(folder)
    return await runDownload(request)
  })
}

async function removeForeignLocks(folder: string): Promise<void> {
  const locks = (await readdir(folder)).filter((name) => /^\d.*\.lock$/.test(name))
  await Promise.all(locks.map((name) => rm(join(folder, name), { force: true })))
}

async function runDownload({ environment, onMessage, startMilliseconds }: StepRequest): Promise<Download> {
  let download: Download = { refused: 'the download ended without a word', begun: false }
  let begun = false
  let patience: NodeJS.Timeout | undefined
  const waitAtMost = (limit: number, what: string) => {
    const milliseconds = Math.min(limit, startMilliseconds)
    clearTimeout(patience)
    patience = setTimeout(() => {
      download = { refused: `${what} for ${milliseconds / 1_000} s`, begun }
      void program.stop()
    }, milliseconds)
  }
  const program = supervise({
    command: process.execPath,
    args: [programFile],
    environment: downloadEnvironment(environment),
    onLine(line) {
      const [word = '', ...rest] = line.split(' ')
      const text = rest.join(' ')
      if (word === 'file') download = { file: text }
      if (word === 'refused') download = { refused: text, begun }
      if (word === 'asking') waitAtMost(firstByteMilliseconds, 'no answer')
      if (word !== 'Downloading') return
      begun = true
      onMessage(`downloaded mongod: ${line}`)
      waitAtMost(stallMilliseconds, 'the download stood still')
    },
  })
  await program.exited
  clearTimeout(patience)
  return download
}

function downloadEnvironment(environment: Environment): Environment {
  return {
    // The default of 3 tries with growing pauses takes about 20 s.
    MONGOMS_MAX_RETRIES: '1',
    // Without it mongodb-memory-server takes any certificate.
    npm_config_strict_ssl: 'true',
    ...environment,
    MONGOMS_DOWNLOAD_DIR: downloadFolder(environment),
  }
}
