import type { Store } from '../store.ts'

export async function dropDatabase(store: Store): Promise<void> {
  await store.client.db(store.database).dropDatabase()
}
