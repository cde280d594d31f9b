// Finds or downloads mongodb-memory-server's mongod, in a process of its own: the download has no way to be
// cancelled but to end its process. Prints "asking", then the progress, then "file <path>" or "refused <why>".
import { MongoBinary } from 'mongodb-memory-server'

process.stdout.write('asking\n')
try {
  // The system's own binary is another step's business.
  const file = await MongoBinary.getPath({ systemBinary: '' })
  process.stdout.write(`file ${file}\n`)
} catch (error) {
  const text = error instanceof Error ? error.message : String(error)
  process.stdout.write(`refused ${text.replaceAll(/\s+/g, ' ').trim()}\n`)
}
