// `itself`: a graph of one kind. Each task depends on others of its own definition, and receives their results.
import { allOf, connect, defineTask, itself } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Count = defineTask({
  name: 'count',
  schema: z.object({ folder: z.string(), files: z.number() }),
  dependsOn: { inside: allOf(itself) },
  result: z.number(),
})

await using database = await exampleDatabase()
await using loom = await connect(database)

const images = Count({ folder: 'docs/images', files: 12 }, { dependsOn: { inside: [] } })
const docs = Count({ folder: 'docs', files: 3 }, { dependsOn: { inside: [images] } })
const source = Count({ folder: 'src', files: 40 }, { dependsOn: { inside: [] } })
const root = Count({ folder: '.', files: 5 }, { dependsOn: { inside: [docs, source] } })
const dag = await loom.push(root)

const working = loom
  .worker([
    Count.handle(({ payload, dependencies }) =>
      dependencies.inside.reduce((sum, files) => sum + files, payload.files),
    ),
  ])
  .run()

await dag.finished()
for (const { payload, result } of await loom.find(Count)) console.log(payload.folder, result)
await loom.close()
await working

// Output:
// . 60
// docs 15
// docs/images 12
// src 40
