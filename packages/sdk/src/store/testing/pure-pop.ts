import { judgeWide } from '../judge-wide.ts'
import { purePopPipeline, type Candidate } from '../operations/propose-ready.ts'
import type { Store } from '../store.ts'

/** The pure pop: what is ready by the dependency rule alone, in claim order. Changes nothing. */
export async function purePop(store: Store, names: readonly string[]): Promise<string[]> {
  const pipeline = purePopPipeline(store.tasks.collectionName, names)
  const ready: string[] = []
  for await (const { _id, readiness } of store.tasks.aggregate<Candidate>(pipeline)) {
    const isReady = readiness === 'ready' || (await judgeWide(store, _id)).readiness === 'ready'
    if (isReady) ready.push(_id)
  }
  return ready
}
