import { allOf, defineTask, itself } from '@taskloom/sdk'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { heardLoom } from '../support/commands.ts'
import { testLoom } from '../support/test-loom.ts'

const Step = defineTask({ name: 'step', schema: z.object({}), dependsOn: { before: allOf(itself) } })
const width = 5

/** How many commands that write a task takes in a graph of so many layers, each of which waits for the whole one before. */
async function commandsPerTask(depth: number): Promise<number> {
  await using context = await testLoom()
  await using heard = await heardLoom(context)
  let before: ReturnType<typeof Step>[] = []
  for (let layer = 0; layer < depth; layer += 1)
    before = Array.from({ length: width }, () => Step({}, { dependsOn: { before } }))
  const dag = await heard.loom.push(before)
  for (let settled = 0; settled < depth * width;) {
    const tasks = await heard.loom.popMany(Step, width)
    await Promise.all(tasks.map((task) => task.finish()))
    settled += tasks.length
  }
  expect((await dag.finished()).counts.FINISHED).toBe(depth * width)
  return heard.sent('insert', 'update', 'delete').length / (depth * width)
}

test('commands: a task is written as often in a large graph as in a small one', async () => {
  const [small, large] = [await commandsPerTask(5), await commandsPerTask(40)]
  expect(large / small).toBeLessThan(1.1)
})
