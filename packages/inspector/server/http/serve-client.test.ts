import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { withTitle } from './serve-client.ts'

test('the page of the client bears the title of the inspector, whatever is in it', () => {
  const html = readFileSync(new URL('../../client/index.html', import.meta.url), 'utf8')
  expect(withTitle(html, 'Shop & $& <b>')).toContain('<title>Shop &#38; $&#38; &#60;b&#62;</title>')
})
