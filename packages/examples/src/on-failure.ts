// `on`: a dependency that counts when it fails, or whatever its end. Here one cleans up and one keeps the minutes.
import { allOf, connect, defineTask, direct } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Deploy = defineTask({
  name: 'deploy',
  schema: z.object({ region: z.string() }),
  result: z.object({ machines: z.number() }),
})
const RollBack = defineTask({
  name: 'roll-back',
  schema: z.object({ region: z.string() }),
  dependsOn: { deploy: direct(Deploy, { on: 'failure' }) },
})
const Minutes = defineTask({
  name: 'minutes',
  schema: z.null(),
  dependsOn: { deploys: allOf(Deploy, { on: 'settled' }) },
})

await using database = await exampleDatabase()
await using loom = await connect(database)

const deploys = ['north', 'south'].map((region) => Deploy({ region }))
const [north, south] = deploys as [(typeof deploys)[number], (typeof deploys)[number]]
const inNorth = RollBack({ region: 'north' }, { dependsOn: { deploy: north } })
const inSouth = RollBack({ region: 'south' }, { dependsOn: { deploy: south } })
const dag = await loom.push([inNorth, inSouth, Minutes(null, { dependsOn: { deploys } })])

const said: string[] = []
const working = loom
  .worker([
    Deploy.handle(({ payload }) => {
      if (payload.region === 'south') throw new Error('no machines left')
      return { machines: 3 }
    }),
    RollBack.handle(({ payload, dependencies }) => {
      said.push(`${payload.region} is rolled back: ${dependencies.deploy.message}`)
    }),
    Minutes.handle(({ dependencies }) => {
      said.push(`minutes: ${dependencies.deploys.map(({ state }) => state).join(', ')}`)
    }),
  ])
  .run()

await dag.finished()
for (const line of said.toSorted()) console.log(line)
console.log('north:', (await loom.get(inNorth))?.state)
await loom.close()
await working

// Output:
// minutes: FINISHED, FAILED
// south is rolled back: no machines left
// north: SKIPPED
