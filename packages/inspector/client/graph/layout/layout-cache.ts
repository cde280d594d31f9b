import type { Layout } from './layout.ts'

const databaseName = 'taskloom-inspector'
const storeName = 'layouts'
/** Layouts kept for later visits; the oldest goes first. */
const mostLayouts = 50

/** A layout that was made before for the same shape, in this browser; undefined where there is none. */
export async function recallLayout(key: string): Promise<Layout | undefined> {
  return withStore('readonly', (store) => store.get(key) as IDBRequest<Layout | undefined>)
}

/** Keeps a layout, so that the graph looks the same at the next visit. Where a browser refuses, nothing happens. */
export async function keepLayout(key: string, layout: Layout): Promise<void> {
  await withStore('readwrite', (store) => {
    const keys = store.getAllKeys()
    keys.addEventListener('success', () => {
      for (const old of keys.result.slice(0, Math.max(0, keys.result.length - mostLayouts))) store.delete(old)
    })
    return store.put(layout, key)
  })
}

async function withStore<Value>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value | undefined> {
  try {
    const database = await openDatabase()
    const value = await resultOf(act(database.transaction(storeName, mode).objectStore(storeName)))
    database.close()
    return value
  } catch {
    return undefined
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const opening = indexedDB.open(databaseName, 1)
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(storeName))
  return resultOf(opening)
}

function resultOf<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed.')))
  })
}
