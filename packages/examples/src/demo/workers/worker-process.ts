// One worker process of the demo. Any message tells it to stop, and it ends with the process that started it,
// however that ends.
import { once } from 'node:events'

import { connect, type Handler } from '@taskloom/sdk'

import { handlers } from '../handlers.ts'
import type { Notice } from './notice.ts'

process.once('disconnect', () => process.exit(1))
// A Ctrl-C in a terminal reaches every process. Whether and when this one ends is for its parent to say.
process.on('SIGINT', () => {})

const toldToStop = once(process, 'message')
const [, , database = ''] = process.argv
let tasks = 0

const loom = await connect({ uri: process.env['MONGODB_URI'] ?? '', database })
const worker = loom.worker(handlers.map(counted), { onError: (error) => console.error(error) })
const running = worker.run()
await tell({ kind: 'ready' })
await toldToStop
await worker.stop({ timeout: '1s' })
await running
await loom.close()
await tell({ kind: 'stopped', tasks })
process.exit(0)

function counted(handler: Handler): Handler {
  return {
    ...handler,
    run: async (context) => {
      const result = await handler.run(context)
      tasks += 1
      return result
    },
  }
}

async function tell(notice: Notice): Promise<void> {
  await new Promise((resolve) => process.send?.(notice, resolve))
}
