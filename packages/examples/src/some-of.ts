// `someOf`: a task that needs a number of many, and receives as many results.
import { connect, defineTask, someOf } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Review = defineTask({
  name: 'review',
  schema: z.object({ by: z.string() }),
  result: z.object({ by: z.string() }),
})
const Merge = defineTask({
  name: 'merge',
  schema: z.object({ branch: z.string() }),
  dependsOn: { reviews: someOf(2, Review) },
})

await using database = await exampleDatabase()
await using loom = await connect(database)

const reviews = ['Ada', 'Grace', 'Margaret'].map((by) => Review({ by }))
const dag = await loom.push(Merge({ branch: 'june' }, { dependsOn: { reviews } }))

const working = loom
  .worker([
    Review.handle(({ payload: { by } }) => {
      if (by === 'Grace') throw new Error('Grace is on holiday')
      return { by }
    }),
    Merge.handle(({ payload, dependencies }) => {
      const names = dependencies.reviews.map(({ by }) => by)
      console.log(`${payload.branch} is merged, reviewed by ${names.join(' and ')}`)
    }),
  ])
  .run()

await dag.finished()
console.log(await loom.count(Review, { state: 'FINISHED' }), 'reviews finished')
await loom.close()
await working

// Output:
// june is merged, reviewed by Ada and Margaret
// 2 reviews finished
