import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'

import { fingerprintOf } from './error-fingerprint.ts'

const plain = { code: 'HANDLER_FAILED', name: 'Error' }

test.each([
  [{ ...plain, message: 'not found' }, 'not found'],
  [{ ...plain, name: 'TypeError', message: 'x is not a function' }, 'TypeError: x is not a function'],
  [
    { ...plain, code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 10.0.0.17:8080' },
    'ECONNREFUSED: connect ECONNREFUSED #',
  ],
  [{ ...plain, message: 'order 65a1f0aa12bc34de56789012 has 3 rows\nat line 4' }, 'order # has # rows'],
  [{ ...plain, code: 'EBAD', message: 'EBAD  is  bad' }, 'EBAD is bad'],
])('fingerprint: %o', (error, fingerprint) => {
  expect(fingerprintOf(error)).toBe(fingerprint)
})

test('fingerprint: numbers and ids do not tell errors apart, words do', () => {
  const one = fingerprintOf({ ...plain, message: 'timeout after 31 ms of 65a1f0aa12bc34de56789012' })
  expect(one).toBe(fingerprintOf({ ...plain, message: 'timeout after 7 ms of 75a1f0aa12bc34de56789013' }))
  expect(one).not.toBe(fingerprintOf({ ...plain, message: 'refused after 7 ms' }))
})

test('fingerprint: any message has a short one', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 400 }), (message) => {
      expect(fingerprintOf({ ...plain, message }).length).toBeLessThanOrEqual(120)
    }),
  )
})
