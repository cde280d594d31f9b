// `direct`: a task that waits for exactly one other, and receives its result.
import { connect, defineTask, direct } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Download = defineTask({
  name: 'download',
  schema: z.object({ file: z.string() }),
  result: z.object({ bytes: z.number() }),
})
const Announce = defineTask({
  name: 'announce',
  schema: z.object({ to: z.string() }),
  dependsOn: { download: direct(Download) },
})

await using database = await exampleDatabase()
await using loom = await connect(database)

const download = Download({ file: 'june.png' })
const announce = Announce({ to: 'Ada' }, { dependsOn: { download } })
const dag = await loom.push([download, announce])

console.log('announce waits for:', (await loom.get(announce))?.waitingFor)

const working = loom
  .worker([
    Download.handle(({ payload }) => ({ bytes: payload.file.length * 1000 })),
    Announce.handle(({ payload, dependencies }) => {
      console.log(`${payload.to}: ${dependencies.download.bytes} bytes are here`)
    }),
  ])
  .run()

const { outcome } = await dag.finished()
console.log(outcome)
await loom.close()
await working

// Output:
// announce waits for: dependencies
// Ada: 8000 bytes are here
// FINISHED
