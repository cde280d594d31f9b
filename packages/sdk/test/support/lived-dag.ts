import { DoNotRetry } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'

import { Download, Resize } from './definitions.ts'

/** A DAG in which one branch finished, one failed with what depends on it, and one waits. */
export async function livedDag(context: TestLoom): Promise<{ dagId: string; ids: Record<string, string> }> {
  const source = Download({ url: 'https://a' })
  const broken = Download({ url: 'https://b' })
  const small = Resize({ width: 1 }, { dependsOn: { source } })
  const never = Resize({ width: 2 }, { dependsOn: { source: broken } })
  const waiting = Resize({ width: 3 }, { dependsOn: { source: Download({ url: 'https://c' }) } })
  const { loom } = context
  const dag = await loom.push([source, broken, small, never, waiting])
  const [first, second] = await loom.popMany(Download, 2)
  await first?.finish({ path: 'a.png' })
  await second?.fail(new DoNotRetry('The host 10.1.2.3 is gone.'))
  await context.untilResolved()
  const ids = { source: source.id, broken: broken.id, small: small.id, never: never.id, waiting: waiting.id }
  return { dagId: dag.id, ids }
}
