import type * as original from '../../src/run/wake-up.ts'

const anHour = 3_600_000

/**
 * The module of the idle pollers with pollers that sleep for an hour from their first look on: what happens
 * before was announced. For `vi.mock('../../src/run/wake-up.ts', …)`.
 */
export function soundSleep(module: typeof original): typeof original {
  class SoundSleeper extends module.WakeUp {
    constructor() {
      super({ shortest: anHour, longest: () => anHour })
    }
  }
  return { ...module, WakeUp: SoundSleeper }
}
