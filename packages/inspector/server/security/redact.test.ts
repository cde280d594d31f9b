import { expect, it } from 'vitest'

import { secretKeysOf, withheld, withholdSecrets } from './redact.ts'

it.each([
  'password',
  'dbPassword',
  'PASSWD',
  'secret',
  'clientSecret',
  'token',
  'accessToken',
  'Authorization',
  'api_key',
  'apiKey',
  'set-cookie',
  'privateKey',
  'credentials',
])('withholds %s', (key) => expect(secretKeysOf()(key)).toBe(true))

it.each(['passage', 'tokens', 'url', 'author', 'key', 'monkey', '__proto__'])('shows %s', (key) =>
  expect(secretKeysOf()(key)).toBe(false),
)

it('withholds at any depth, and says where', () => {
  const value = { user: 'ada', list: [{ password: 'x' }, { nested: { token: { $numberLong: '1' } } }] }
  expect(withholdSecrets(value, secretKeysOf())).toEqual({
    value: { user: 'ada', list: [{ password: withheld }, { nested: { token: withheld } }] },
    paths: ['list[0].password', 'list[1].nested.token'],
  })
})

it('takes keys of your own', () => {
  const isSecret = secretKeysOf(['Iban', /^card/g])
  expect(['iban', 'IBAN', 'cardNumber', 'cardNumber', 'password'].map(isSecret)).toEqual([
    true,
    true,
    true,
    true,
    false,
  ])
})

it('keeps what looks like a prototype as data', () => {
  const value: unknown = JSON.parse('{"__proto__":{"password":"x"},"constructor":1}')
  const { value: shown } = withholdSecrets(value, secretKeysOf())
  expect(JSON.stringify(shown)).toBe(`{"__proto__":{"password":"${withheld}"},"constructor":1}`)
})
