import { expect, test } from 'vitest'

import { now, setClock } from './clock.ts'

test('the clock is that of the server from when it was heard, however late it is set', () => {
  const heardAt = Date.now() - 3_600_000
  setClock(heardAt + 5_000, heardAt)
  expect(Math.abs(now() - Date.now() - 5_000)).toBeLessThan(100)
  setClock(heardAt, heardAt)
})
