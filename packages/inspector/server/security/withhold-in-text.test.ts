import { expect, it } from 'vitest'

import { secretKeysOf, withheld } from './redact.ts'
import { withholdInText } from './withhold-in-text.ts'

const shown = (text: string): string => withholdInText(text, secretKeysOf())

it.each([
  ['{"password":"hunter2"}', `{"password":"${withheld}"}`],
  [
    'refused: {"user": "ada", "password": "hunter2", "page": 1}.',
    `refused: {"user": "ada", "password": "${withheld}", "page": 1}.`,
  ],
  ['{"password":"say \\"hunter2\\"","a":1}', `{"password":"${withheld}","a":1}`],
  ['{"token":12,"a":[{"apiKey":true}]}', `{"token":"${withheld}","a":[{"apiKey":"${withheld}"}]}`],
  ['{"credentials":{"list":["}",{"a":"b"}]},"a":1}', `{"credentials":"${withheld}","a":1}`],
  [
    '{"body":"{\\"password\\":\\"hunter2\\",\\"a\\":1}"}',
    `{"body":"{\\"password\\":"${withheld}",\\"a\\":1}"}`,
  ],
])('withholds what stands behind a secret key: %s', (text, expected) => {
  expect(shown(text)).toBe(expected)
})

it.each(['{"password":"hunter2 and mo…', '{"a":1,"secrets":{"b":["hunter2",{"c":"hun…'])(
  'withholds up to the end what breaks off: %s',
  (text) => {
    expect(shown(text)).toMatch(new RegExp(`":"${withheld}"$`))
    expect(shown(text)).not.toContain('hun')
  },
)

it.each([
  '',
  'Unexpected token: }',
  'say "password" to enter',
  '{"a":"b"}',
  '"": ":',
  'connect 10.0.0.7:443',
])('leaves alone: %s', (text) => {
  expect(shown(text)).toBe(text)
})

it('takes no longer than a text is long', () => {
  for (const piece of ['"', '\\', '"\\', '{"password":', '" ', '":'])
    expect(shown(piece.repeat(20_000)).length).toBeGreaterThan(0)
})
