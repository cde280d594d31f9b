import { expect, it } from 'vitest'

import { Download } from '../support/definitions.ts'
import { runAction } from '../support/run-action.ts'
import { served } from '../support/served.ts'

it('copies the payload that is stored, whatever is shown of it', async () => {
  await using inspector = await served({
    auth: () => ({ name: 'runner', permissions: ['view', 'run'] }),
    redact: () => '(withheld)',
  })
  const payload = { url: 'https://example.org', password: 'hunter2' }
  const node = Download(payload)
  await inspector.context.loom.push(node)
  const job = await runAction(inspector, { kind: 'run', target: { tasks: [node.id] } })
  expect(job).toMatchObject({ state: 'done' })
  expect(await inspector.context.loom.get(job.created[0] ?? '')).toMatchObject({ payload })
})
