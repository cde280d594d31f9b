import type { TaskNode } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'

import { Step, type Download } from './definitions.ts'

/** A node of a graph of one kind. */
export function step(label: string, ...before: TaskNode<'step', string>[]): TaskNode<'step', string> {
  return Step({ label }, { dependsOn: { before } })
}

/** Claims everything of a kind that is ready, and fails it. */
export async function failReady(context: TestLoom, definition: typeof Step | typeof Download): Promise<void> {
  for (const task of await context.loom.popMany(definition, 100)) await task.fail(new Error('no'))
  await context.untilResolved()
}

/** Finishes as many steps, one after the other. */
export async function finishSteps(context: TestLoom, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) {
    await (await context.loom.pop(Step))?.finish('done')
    await context.untilResolved()
  }
}

/** Where tasks stand: what they wait for, or their states. */
export async function standings(
  { loom }: TestLoom,
  nodes: readonly TaskNode[],
): Promise<(string | undefined)[]> {
  const tasks = await Promise.all(nodes.map((node) => loom.get(node)))
  return tasks.map((task) => task?.waitingFor ?? task?.state)
}
