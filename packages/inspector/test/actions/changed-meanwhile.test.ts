import { openInspection } from '@taskloom/sdk/inspect'
import { describe, expect, it } from 'vitest'

import { selectTasks } from '../../server/actions/select-tasks.ts'
import { Download } from '../support/definitions.ts'
import { served } from '../support/served.ts'

const url = 'https://example.org'

describe('an action', () => {
  it.each(['tasks', 'dag', 'type'] as const)(
    'leaves alone what changes between the look at it and the write, of %s',
    async (kind) => {
      await using inspector = await served()
      const { loom } = inspector.context
      const node = Download({ url })
      const dag = await loom.push([node])
      const target = { tasks: { tasks: [node.id] }, dag: { dag: dag.id }, type: { type: 'download' } }[kind]
      const { filter } = await selectTasks(openInspection(loom), {
        kind: 'cancel',
        target,
        options: {},
        expectedStates: ['ready'],
      })
      expect(filter).toMatchObject({ ids: [node.id] })
      await loom.pop(Download)
      expect(await loom.bulk(filter, { kind: 'cancel' })).toMatchObject({ changed: 0, skipped: { state: 1 } })
    },
  )

  it('by filter leaves alone what comes into a state that the filter is not for', async () => {
    await using inspector = await served()
    const { loom } = inspector.context
    await loom.push(Download({ url }))
    const { filter } = await selectTasks(openInspection(loom), {
      kind: 'cancel',
      target: { filter: 'state:ready' },
      options: {},
    })
    await loom.pop(Download)
    expect(await loom.bulk(filter, { kind: 'cancel' })).toMatchObject({ changed: 0, skipped: { state: 1 } })
  })
})
