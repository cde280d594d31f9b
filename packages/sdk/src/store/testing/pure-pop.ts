import type { Candidate } from '../operations/propose-ready.ts'
import { purePopPipeline } from '../operations/propose-ready.ts'
import type { Store } from '../store.ts'

/** The pure pop: what is ready by the dependency rule alone, in claim order. Changes nothing. */
export async function purePop(store: Store, names: readonly string[]): Promise<string[]> {
  const pipeline = purePopPipeline(store.tasks.collectionName, { names, limit: 100_000 })
  return (await store.tasks.aggregate<Candidate>(pipeline).toArray()).map(({ _id }) => _id)
}
