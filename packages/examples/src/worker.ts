// A worker: handlers by definition, several at a time. Errors are stored with the task, and the worker goes on.
import { connect, defineTask } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Fetch = defineTask({
  name: 'fetch',
  schema: z.object({ page: z.string() }),
  result: z.object({ status: z.number() }),
})
const Mail = defineTask({ name: 'mail', schema: z.object({ to: z.string() }) })

await using database = await exampleDatabase()
await using loom = await connect(database)

const sent: string[] = []
const worker = loom.worker(
  [
    Fetch.handle(({ payload, progress, signal }) => {
      // Pass the signal on to what can be stopped: it is aborted when the task is no longer held.
      signal.throwIfAborted()
      progress(0.5, 'half of it is here')
      if (payload.page === '/missing') throw new TypeError('there is no such page')
      return { status: 200 }
    }),
    Mail.handle(({ payload }) => {
      sent.push(payload.to)
    }),
  ],
  { concurrency: 5, onError: (error) => console.error('the database does not answer:', error) },
)
const working = worker.run()

const dag = await loom.push([
  Fetch({ page: '/home' }),
  Fetch({ page: '/missing' }),
  ...['Ada', 'Grace', 'Margaret'].map((to) => Mail({ to })),
])
const { outcome } = await dag.finished()
console.log(outcome)

for (const { payload, state, result, error } of await loom.find(Fetch)) {
  console.log(payload.page, state, result?.status ?? `${error?.name}: ${error?.message}`)
}
console.log('mails:', sent.toSorted().join(', '))

// Gracefully: what runs may end, for 30 seconds by default. `loom.close()` does the same.
await worker.stop({ timeout: '5s' })
await working
console.log('running:', worker.running)

// Output:
// FAILED
// /home FINISHED 200
// /missing FAILED TypeError: there is no such page
// mails: Ada, Grace, Margaret
// running: 0
