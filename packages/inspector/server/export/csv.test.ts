import { expect, test } from 'vitest'

import { csvLine } from './csv.ts'

test('cells with commas, quotes and line ends are quoted', () => {
  expect(csvLine(['a,b', 'say "no"', 'one\ntwo', 7, undefined, 'plain'])).toBe(
    '"a,b","say ""no""","one\ntwo",7,,plain\r\n',
  )
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '=HYPERLINK("http://x","y")'])(
  'nothing that a spreadsheet would run is left as it is: %j',
  (text) => {
    expect(csvLine([text])).toMatch(/^"?'/)
  },
)
