import type { Document } from 'mongodb'

const day = 86_400_000
const names = ['download', 'resize', 'gallery', 'thumbnail', 'index'] as const

/** What many tasks look like, in the shares that a busy database has: most of it is over. */
const shares: readonly (readonly [upTo: number, (at: Date) => Document])[] = [
  [
    0.8,
    (at) => ({
      state: 'FINISHED',
      attempt: 1,
      startedAt: at,
      settledAt: at,
      resultIn: 'inline',
      result: { ok: true },
    }),
  ],
  [
    0.83,
    (at) => ({
      state: 'FAILED',
      attempt: 1,
      startedAt: at,
      settledAt: at,
      error: { code: 'ECONNRESET', name: 'Error', message: `read ECONNRESET after ${at.getTime() % 900} ms` },
      fingerprint: 'ECONNRESET: read ECONNRESET after # ms',
    }),
  ],
  [0.88, (at) => ({ state: 'FAILED', settledAt: at, rootCause: 'elsewhere' })],
  [0.9, (at) => ({ state: 'EXPIRED', settledAt: at })],
  [0.95, () => ({ state: 'CREATED', open: true, blocked: true })],
  [
    0.96,
    (at) => ({
      state: 'CREATED',
      open: true,
      blocked: true,
      attempt: 1,
      dueAt: new Date(at.getTime() + day),
    }),
  ],
  [1, () => ({ state: 'CREATED', open: true, ready: true })],
]

/** A stored task by its number: the same for every run, spread over a day. */
export function storedTask(number: number, count: number): Document {
  const scattered = ((number * 7_919) % count) / count
  const createdAt = new Date(start + Math.floor((number / count) * day))
  const updatedAt = new Date(createdAt.getTime() + Math.floor(scattered * 60_000))
  const share = ((number * 104_729) % 1_000) / 1_000
  const fields = shares.find(([upTo]) => share < upTo)?.[1] ?? (() => ({}))
  return {
    _id: `t${number.toString(16).padStart(23, '0')}`,
    dagId: `d${Math.floor(number / 100)}`,
    pushId: 'p',
    name: names[number % names.length],
    priority: 1 + (number % 3),
    ordinal: createdAt.getTime() * 1_000 + (number % 1_000),
    revision: 0,
    dependencies: [],
    groups: [],
    attempt: 0,
    recoveries: 0,
    payloadIn: 'inline',
    payload: { url: `https://example.com/${number}` },
    createdAt,
    updatedAt,
    expiresAt: new Date(start + 3 * day + number),
    purgeAt: new Date(start + 5 * day),
    ...fields(updatedAt),
  }
}

const start = Date.now() - day
