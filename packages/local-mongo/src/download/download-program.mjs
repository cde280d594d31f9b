// Finds or downloads mongodb-memory-server's mongod, in a process of its own: the download has no way to be
// cancelled but to end its process. Prints "asking", then the progress, then "file <path>" or "refused <why>".
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { MongoBinary } from 'mongodb-memory-server'

process.stdout.write('asking\n')
try {
  // The system's own binary is another step's business.
  const file = await MongoBinary.getPath({ systemBinary: '' })
  process.stdout.write(`file ${file}\n`)
} catch (error) {
  removeArchives(process.env['MONGOMS_DOWNLOAD_DIR'] ?? '')
  const text = error instanceof Error ? error.message : String(error)
  process.stdout.write(`refused ${text.replaceAll(/\s+/g, ' ').trim()}\n`)
}
// A refused request leaves its connection open, which would keep this process.
process.exit()

/**
 * A whole archive that still did not lead to a program is damaged, and would be taken again the next time.
 * @param {string} folder
 */
function removeArchives(folder) {
  for (const name of readdirSync(folder)) {
    if (/\.(tgz|zip)(\.md5)?$/.test(name)) rmSync(join(folder, name), { force: true })
  }
}
