import { allOf, defineTask, itself, type TaskNode } from '@taskloom/sdk'
import { z } from 'zod'

/** The task that every shape is made of. */
export const Link = defineTask({
  name: 'link',
  schema: z.object({ index: z.number() }),
  dependsOn: { before: allOf(itself) },
})

export function link(index: number, before: TaskNode<'link', void>[]): TaskNode<'link', void> {
  return Link({ index }, { dependsOn: { before } })
}
