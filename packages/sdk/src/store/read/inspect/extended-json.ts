import { BSON } from 'mongodb'

/**
 * Reads a value that is written in Extended JSON, as the inspection writes payloads and results: dates, longs,
 * object ids and the like become what they were. Integers become numbers.
 */
export function fromExtendedJson(value: unknown): unknown {
  const { value: read } = BSON.EJSON.deserialize({ value }, { relaxed: true }) as {
    value: unknown
  }
  return read
}

/** A value in canonical Extended JSON: no type and no digit is lost. */
export function toExtendedJson(value: unknown): unknown {
  return value === undefined
    ? undefined
    : (BSON.EJSON.serialize({ value }, { relaxed: false }) as { value: unknown }).value
}
