// `allOf`: a task that waits for all of many, and receives their results in the order in which it named them.
import { allOf, connect, defineTask } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const CountWords = defineTask({
  name: 'count-words',
  schema: z.object({ text: z.string() }),
  result: z.number(),
})
const Total = defineTask({
  name: 'total',
  schema: z.null(),
  dependsOn: { chapters: allOf(CountWords) },
  result: z.number(),
})

await using database = await exampleDatabase()
await using loom = await connect(database)

const chapters = ['It was a dark night', 'The end'].map((text) => CountWords({ text }))
const dag = await loom.push(Total(null, { dependsOn: { chapters } }))

const working = loom
  .worker([
    CountWords.handle(({ payload }) => payload.text.split(' ').length),
    Total.handle(({ dependencies }) => {
      console.log('chapters:', dependencies.chapters)
      return dependencies.chapters.reduce((sum, words) => sum + words, 0)
    }),
  ])
  .run()

await dag.finished()
const total = await loom.findOne(Total)
console.log('total:', total?.result)
await loom.close()
await working

// Output:
// chapters: [ 5, 2 ]
// total: 7
