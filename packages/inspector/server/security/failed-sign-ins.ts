import type { Request } from 'express'
import { ipKeyGenerator, MemoryStore } from 'express-rate-limit'

import { Problem } from '../http/problem.ts'

/** How many wrong passwords or tokens one address may try in a window. */
const most = 20

/** The window, in milliseconds. */
const window = 60_000

export interface FailedSignIns {
  /** @throws Problem `TOO_MANY_REQUESTS`, also for the right password: else it could be tried for. */
  refuseTooMany(request: Request): Promise<void>
  count(request: Request): Promise<void>
}

/** Counts failures to sign in, by address. Requests that showed nothing are none. */
export function failedSignIns(): FailedSignIns {
  const store = new MemoryStore()
  store.init({ windowMs: window } as Parameters<MemoryStore['init']>[0])
  return {
    refuseTooMany: async (request) => {
      const failures = await store.get(addressOf(request))
      if (failures === undefined || failures.totalHits < most) return
      throw new Problem('TOO_MANY_REQUESTS', 'Too many wrong attempts to sign in.', 'Wait for a minute.')
    },
    count: async (request) => void (await store.increment(addressOf(request))),
  }
}

function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '')
}
