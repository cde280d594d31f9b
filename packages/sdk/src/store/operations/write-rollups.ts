import { defaults } from '../../defaults.ts'
import type { RollupDocument } from '../../document/rollup.ts'
import type { Store } from '../store.ts'

/** What is added to the rollup of one definition and minute. */
export interface RollupIncrement {
  readonly name: string
  readonly minute: Date
  /** By the path of the field. */
  readonly amounts: Readonly<Record<string, number>>
}

/**
 * Adds figures to the rollups of definitions and minutes.
 *
 * Before: anything. After: the figures are part of them. Figures alone: no correctness rests on them, so a write
 * that is lost, or done twice after a network error, does no harm. Emits nothing.
 */
export async function writeRollups(store: Store, increments: readonly RollupIncrement[]): Promise<void> {
  await store.rollups.bulkWrite(
    increments.map(({ name, minute, amounts }) => {
      const purgeAt = new Date(minute.getTime() + defaults.rollupKept)
      const fixed: Omit<RollupDocument, '_id'> = { name, minute, purgeAt }
      return {
        updateOne: {
          filter: { _id: `${name} ${minute.toISOString()}` },
          update: { $inc: amounts, $setOnInsert: fixed },
          upsert: true,
        },
      }
    }),
    { ordered: false },
  )
}
