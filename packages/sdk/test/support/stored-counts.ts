import type { RawDatabase } from './raw-database.ts'

/** How many documents there are in each collection that a push writes to. */
export interface StoredCounts {
  readonly tasks: number
  readonly contents: number
  readonly dags: number
  readonly pushes: number
}

export const nothing: StoredCounts = { tasks: 0, contents: 0, dags: 0, pushes: 0 }

export async function storedCounts({ db }: RawDatabase): Promise<StoredCounts> {
  const count = (name: keyof StoredCounts): Promise<number> => db.collection(name).countDocuments()
  return {
    tasks: await count('tasks'),
    contents: await count('contents'),
    dags: await count('dags'),
    pushes: await count('pushes'),
  }
}
