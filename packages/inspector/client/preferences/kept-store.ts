import { createStore, type Store } from '../store.ts'

/**
 * A store whose value this browser keeps, and shares among its tabs.
 * @param read Makes a value of what was kept; of anything, since others may have written it.
 */
export function createKeptStore<Value>(key: string, read: (kept: unknown) => Value): Store<Value> {
  const store = createStore(read(parse(recall(key))))
  window.addEventListener('storage', (event) => {
    if (event.key === key) store.set(read(parse(event.newValue)))
  })
  return {
    ...store,
    set: (value) => {
      store.set(value)
      keep(key, value)
    },
  }
}

function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // A browser that keeps nothing keeps it for as long as the page lasts.
  }
}

function recall(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}
