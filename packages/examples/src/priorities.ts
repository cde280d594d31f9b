// Priorities: HIGH is claimed before MEDIUM, and that before LOW. Among equals the first pushed is the first claimed.
import { connect, defineTask, Priority } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Mail = defineTask({
  name: 'mail',
  schema: z.object({ subject: z.string() }),
  priority: Priority.LOW, // of every mail, unless its node says otherwise
})
const Charge = defineTask({ name: 'charge', schema: z.object({ cents: z.number() }) }) // MEDIUM

await using database = await exampleDatabase()
await using loom = await connect(database)

await loom.push([
  Mail({ subject: 'newsletter' }),
  Charge({ cents: 100 }),
  Mail({ subject: 'password reset' }, { priority: Priority.HIGH }),
  Charge({ cents: 200 }),
])

// Several definitions are one queue. The task is a union, which `name` narrows.
for await (const task of loom.queue([Mail, Charge])) {
  if (task.name === 'mail') console.log('mail', task.payload.subject)
  else console.log('charge', task.payload.cents)
  await task.finish()
  if ((await loom.isEmpty(Mail)) && (await loom.isEmpty(Charge))) break
}

// Output:
// mail password reset
// charge 100
// charge 200
// mail newsletter
