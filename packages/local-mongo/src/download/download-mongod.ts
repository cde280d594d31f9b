import { fileURLToPath } from 'node:url'

import { downloadFolder } from '../cache.ts'
import type { StepRequest } from '../local-mongo.ts'
import { supervise } from '../server/supervise.ts'

const programFile = fileURLToPath(new URL('download-program.mjs', import.meta.url))

/** Without a first byte for so long the download counts as refused. */
const firstByteMilliseconds = 5_000

/** Without another byte for so long it counts as cut off. */
const stallMilliseconds = 30_000

/** A file, or why there is none and whether a part of it had arrived. */
export type Download = { readonly file: string } | { readonly refused: string; readonly begun: boolean }

/** Finds mongodb-memory-server's `mongod` in the cache or downloads it, and gives up soon where that is refused. */
export async function downloadMongod({ environment, onMessage }: StepRequest): Promise<Download> {
  let download: Download = { refused: 'the download ended without a word', begun: false }
  let begun = false
  let patience: NodeJS.Timeout | undefined
  const waitFor = (milliseconds: number, refused: string) => {
    clearTimeout(patience)
    patience = setTimeout(() => {
      download = { refused, begun }
      void program.stop()
    }, milliseconds)
  }
  const program = supervise({
    command: process.execPath,
    args: [programFile],
    environment: {
      // Their default of 3 tries with growing pauses takes about 20 s.
      MONGOMS_MAX_RETRIES: '1',
      ...environment,
      MONGOMS_DOWNLOAD_DIR: downloadFolder(environment),
    },
    onLine(line) {
      const [word = '', ...rest] = line.split(' ')
      const text = rest.join(' ')
      if (word === 'file') download = { file: text }
      else if (word === 'refused') download = { refused: text, begun }
      else if (word === 'asking')
        waitFor(firstByteMilliseconds, `no answer within ${firstByteMilliseconds / 1_000} s`)
      else if (word === 'Downloading') {
        if (!begun) onMessage('downloaded mongod: downloading MongoDB (once)')
        begun = true
        onMessage(line)
        waitFor(stallMilliseconds, `the download stalled for ${stallMilliseconds / 1_000} s`)
      }
    },
  })
  await program.exited
  clearTimeout(patience)
  return download
}
