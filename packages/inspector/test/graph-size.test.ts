import { get } from 'node:http'

import { allOf, defineTask, itself } from '@taskloom/sdk'
import { expect, inject, it } from 'vitest'
import { z } from 'zod'

import { served } from './support/served.ts'

const Step = defineTask({
  name: 'step',
  schema: z.object({ n: z.number() }),
  dependsOn: { before: allOf(itself) },
})

/** As small on a slow server as it may be in proportion. */
const count = inject('mongoSpeed') === 'slow' ? 2_000 : 10_000
const edges = count * 1.27

/** How many bytes a browser gets. */
function download(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      let bytes = 0
      response.on('data', (chunk: Buffer) => (bytes += chunk.length))
      response.on('end', () => resolve(response.statusCode === 200 ? bytes : Infinity))
    }).on('error', reject)
  })
}

it('sends a graph of 10,000 tasks in 220 KB', async () => {
  await using inspector = await served()
  const nodes: ReturnType<typeof Step>[] = []
  let made = 0
  for (let n = 0; n < count; n += 1) {
    const wanted = Math.min(n, Math.round((n * edges) / count) - made)
    const before = Array.from(
      { length: wanted },
      (_, place) => nodes[((n * 7_919 + place * 101) % 10_007) % n],
    )
    made += wanted
    nodes.push(Step({ n }, { dependsOn: { before: before.filter((node) => node !== undefined) } }))
  }
  const dag = await inspector.context.loom.push(nodes)
  const bytes = await download(`${inspector.url}/api/dags/${dag.id}/graph?limit=${count}`)
  expect(bytes).toBeGreaterThan(count)
  expect(bytes).toBeLessThanOrEqual((220_000 * count) / 10_000)
})
