// A queue: one side pushes tasks, the other takes them one by one, in the order in which they were pushed.
import { connect, defineTask } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Greet = defineTask({ name: 'greet', schema: z.object({ who: z.string() }), result: z.string() })

await using database = await exampleDatabase()
await using loom = await connect(database)

await loom.push(['Ada', 'Grace', 'Margaret'].map((who) => Greet({ who })))

for await (const task of loom.queue(Greet)) {
  // While the loop has it, the task is RUNNING, and nobody else gets it.
  await task.finish(`Hello, ${task.payload.who}!`)
  if (await loom.isEmpty(Greet)) break
}

for (const task of await loom.find(Greet)) console.log(task.state, task.result)
console.log('next:', await loom.pop(Greet))

// Output:
// FINISHED Hello, Ada!
// FINISHED Hello, Grace!
// FINISHED Hello, Margaret!
// next: null
