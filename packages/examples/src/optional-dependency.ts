// `optional`: a task that waits for another while that may still come true, and runs without it otherwise.
import { connect, defineTask, direct, optional } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Translate = defineTask({
  name: 'translate',
  schema: z.object({ to: z.string() }),
  result: z.object({ text: z.string() }),
})
const Publish = defineTask({
  name: 'publish',
  schema: z.object({ title: z.string() }),
  dependsOn: { translation: optional(direct(Translate)) },
})

await using database = await exampleDatabase()
await using loom = await connect(database)

const dag = await loom.push([
  Publish({ title: 'with' }, { dependsOn: { translation: Translate({ to: 'French' }) } }),
  Publish({ title: 'failed' }, { dependsOn: { translation: Translate({ to: 'Klingon' }) } }),
  Publish({ title: 'without' }),
])

const published: string[] = []
const working = loom
  .worker([
    Translate.handle(({ payload }) => {
      if (payload.to === 'Klingon') throw new Error('no dictionary')
      return { text: `in ${payload.to}` }
    }),
    Publish.handle(({ payload, dependencies }) => {
      published.push(`${payload.title}: ${dependencies.translation?.text ?? 'only the original'}`)
    }),
  ])
  .run()

const { counts } = await dag.finished()
for (const line of published.toSorted()) console.log(line)
console.log(`${counts.FINISHED} finished, ${counts.FAILED} failed`)
await loom.close()
await working

// Output:
// failed: only the original
// with: in French
// without: only the original
// 4 finished, 1 failed
