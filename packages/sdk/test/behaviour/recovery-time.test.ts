import { expect, test } from 'vitest'

import { Step } from '../support/definitions.ts'
import { startProcess } from '../support/processes/child-process.ts'
import { isFull } from '../support/sizes.ts'
import { testLoom, uri } from '../support/test-loom.ts'

// The lease alone takes 20 s, so this runs with the full sizes.
test.runIf(isFull)(
  'recovery: with the defaults, the tasks of a worker that died with its sweeper are ready again within 30 s',
  async () => {
    await using context = await testLoom()
    const nodes = Array.from({ length: 5 }, (_, index) =>
      Step({ label: String(index) }, { dependsOn: { before: [] } }),
    )
    await context.loom.push(nodes)
    const settings = { uri, database: context.database, concurrency: 5, records: 'hang' }
    // Alone at first, so that it holds every duty of the sweeper when it dies.
    await using victim = await startProcess('worker', settings)
    for (const _node of nodes) await victim.message('hanging')
    await using survivor = await testLoom({ database: context.database, sweeper: true })
    const recovered = new Set<string>()
    const all = new Promise<void>((resolve) => {
      survivor.loom.on('recovered', ({ id }) => {
        recovered.add(id)
        if (recovered.size === nodes.length) resolve()
      })
    })
    const killedAt = performance.now()
    await victim.kill()
    await all
    expect(performance.now() - killedAt).toBeLessThan(30_000)
    expect(await survivor.loom.popMany(Step, 10)).toHaveLength(nodes.length)
  },
  90_000,
)
