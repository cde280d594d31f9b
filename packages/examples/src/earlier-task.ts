// Dependencies across DAGs: a task may depend on one that was pushed earlier, by its node or by its id, also when that
// one has finished long since.
import { connect, defineTask, direct } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Import = defineTask({ name: 'import', schema: z.object({ file: z.string() }), result: z.number() })
const Chart = defineTask({
  name: 'chart',
  schema: z.object({ kind: z.string() }),
  dependsOn: { rows: direct(Import) },
})

await using database = await exampleDatabase()
await using loom = await connect(database)

const data = Import({ file: 'june.csv' })
const first = await loom.push(data)
const task = await loom.pop(Import)
await task?.finish(30)
console.log('imported:', (await first.finished()).outcome)

const byNode = Chart({ kind: 'bars' }, { dependsOn: { rows: data } })
// Another process knows no more than the id.
const byId = Chart({ kind: 'lines' }, { dependsOn: { rows: Import.id(data.id) } })
const second = await loom.push([byNode, byId])

for await (const chart of loom.queue(Chart)) {
  console.log(chart.payload.kind, 'of', chart.dependencies.rows, 'rows')
  await chart.finish()
  if (await loom.isEmpty(Chart)) break
}
console.log('drawn:', (await second.finished()).outcome)

// Output:
// imported: FINISHED
// bars of 30 rows
// lines of 30 rows
// drawn: FINISHED
