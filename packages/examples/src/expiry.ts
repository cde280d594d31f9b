// Expiry: a task that was not done in time is never handed out again. It stays readable, and its dependents are told.
import { connect, defineTask, direct } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Offer = defineTask({
  name: 'offer',
  schema: z.object({ cents: z.number() }),
  result: z.number(),
  expiresIn: '10m', // of every offer, unless its node says otherwise; 24 hours where nothing is said
})
const Buy = defineTask({
  name: 'buy',
  schema: z.object({ what: z.string() }),
  dependsOn: { offer: direct(Offer) },
})

await using database = await exampleDatabase()
// Every connection takes part in looking for what has expired, here more often than every two seconds.
await using loom = await connect({ ...database, times: { sweepTick: '100ms' } })

const flash = Offer({ cents: 1 }, { expiresIn: '1ms' })
const buy = Buy({ what: 'a loom' }, { dependsOn: { offer: flash } })
const dag = await loom.push(buy)
await loom.push(Offer({ cents: 500 }))

const { outcome, counts } = await dag.finished()
console.log(`${outcome}: ${counts.EXPIRED} expired, ${counts.FAILED} failed`)

const expired = await loom.get(flash)
console.log('flash offer:', expired?.state, expired?.error?.code)
const impossible = await loom.get(buy)
console.log('buy:', impossible?.state, impossible?.error?.code, impossible?.rootCause === flash.id)

const task = await loom.pop(Offer)
console.log('popped:', task?.payload)
await task?.finish(500)
console.log('popped:', await loom.pop(Offer))

// Output:
// FAILED: 1 expired, 1 failed
// flash offer: EXPIRED EXPIRED
// buy: FAILED UPSTREAM_FAILED true
// popped: { cents: 500 }
// popped: null
