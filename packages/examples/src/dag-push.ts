// Pushing a DAG: a node brings everything that it needs, near and far. All of it is stored or nothing, and pushing a
// node again is a no-op.
import { allOf, connect, defineTask, direct, TaskloomError } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Shear = defineTask({ name: 'shear', schema: z.object({ sheep: z.string() }), result: z.number() })
const Spin = defineTask({
  name: 'spin',
  schema: z.object({ colour: z.string() }),
  dependsOn: { wool: direct(Shear) },
  result: z.number(),
})
const Weave = defineTask({
  name: 'weave',
  schema: z.object({ pattern: z.string() }),
  dependsOn: { yarns: allOf(Spin) },
  result: z.string(),
})

await using database = await exampleDatabase()
await using loom = await connect(database)

// A diamond: both yarns are spun from the same wool, which is shorn once.
const wool = Shear({ sheep: 'Dolly' })
const yarns = ['red', 'blue'].map((colour) => Spin({ colour }, { dependsOn: { wool } }))
const cloth = Weave({ pattern: 'tartan' }, { dependsOn: { yarns } })

const dag = await loom.push(cloth, {
  onProgress: ({ stored, total }) => console.log(`stored ${stored} of ${total}`),
})
const again = await loom.push([wool, cloth])
console.log('pushed again:', again.taskIds.length, 'new tasks, same DAG:', again.id === dag.id)

// Nothing of this push is stored: one of its tasks is too large.
const scarf = Weave({ pattern: 'x'.repeat(2_000_000) }, { dependsOn: { yarns } })
await loom.push([Shear({ sheep: 'Shaun' }), scarf]).catch((error: unknown) => {
  console.log('refused:', error instanceof TaskloomError ? error.code : error)
})
console.log('shearings:', await loom.count(Shear))

const working = loom
  .worker([
    Shear.handle(() => 900),
    Spin.handle(({ dependencies }) => dependencies.wool / 3),
    Weave.handle(
      ({ payload, dependencies }) => `${payload.pattern} of ${dependencies.yarns.join(' g and ')} g`,
    ),
  ])
  .run()

const { outcome, counts } = await dag.finished()
console.log(outcome, counts.FINISHED, (await loom.findOne(Weave))?.result)
await loom.close()
await working

// Output:
// stored 4 of 4
// pushed again: 0 new tasks, same DAG: true
// refused: VALUE_TOO_LARGE
// shearings: 1
// FINISHED 4 tartan of 300 g and 300 g
