// `anyOf`: a task that needs one of several, and receives the result of the first that succeeds.
import { anyOf, connect, defineTask } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Fetch = defineTask({
  name: 'fetch',
  schema: z.object({ mirror: z.string() }),
  result: z.object({ from: z.string() }),
})
const Install = defineTask({
  name: 'install',
  schema: z.object({ program: z.string() }),
  dependsOn: { source: anyOf(Fetch) },
})

await using database = await exampleDatabase()
await using loom = await connect(database)

const source = ['eu', 'us'].map((mirror) => Fetch({ mirror }))
const hopeless = [Fetch({ mirror: 'down' })]
const install = Install({ program: 'loom' }, { dependsOn: { source } })
const never = Install({ program: 'reed' }, { dependsOn: { source: hopeless } })
const dag = await loom.push([install, never])

const working = loom
  .worker([
    Fetch.handle(({ payload }) => {
      if (payload.mirror !== 'us') throw new Error(`${payload.mirror} does not answer`)
      return { from: payload.mirror }
    }),
    Install.handle(({ payload, dependencies }) => {
      console.log(`${payload.program} comes from ${dependencies.source.from}`)
    }),
  ])
  .run()

await dag.finished()
// Where none succeeds, the task fails too: nothing waits for ever.
const failed = await loom.get(never)
console.log('reed:', failed?.state, failed?.error?.code)
await loom.close()
await working

// Output:
// loom comes from us
// reed: FAILED UPSTREAM_FAILED
