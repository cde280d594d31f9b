import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from '@playwright/test'
import { startLocalMongo } from '@taskloom/local-mongo'
import { connect } from '@taskloom/sdk'

import { Download } from '../support/shop.ts'
import { startInspector } from '../support/start-inspector.ts'

test('a database that is stopped and restored is told of, and nothing is lost', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'taskloom-outage-'))
  const first = await startLocalMongo({ topology: 'replica-set', home: { folder } })
  const port = Number(new URL(first.uri).port)
  await using inspector = await startInspector(['--uri', first.uri, '--database', 'outage'])
  const one = await pushOne(first.uri, 'a')
  await page.goto(`${inspector.url}tasks?q=type%3Adownload`)
  const rows = page.getByRole('grid').getByRole('row').filter({ hasText: 'download' })
  await expect(rows).toHaveCount(1)

  await first.stop()
  await expect(page.getByRole('alert').getByText('The database cannot be reached')).toBeVisible()
  // What was last known stays to be seen, filter and all.
  await expect(rows).toHaveCount(1)

  await using restored = await startLocalMongo({ topology: 'replica-set', home: { folder, port } })
  await expect(page.getByText('The database cannot be reached')).toBeHidden()
  const other = await pushOne(restored.uri, 'b')
  // It comes with what is read after the outage, or, when that was faster, as news behind a button.
  const news = page.getByRole('button', { name: /^Show 1 new/ })
  await expect(rows.nth(1).or(news).first()).toBeVisible()
  if (await news.isVisible()) await news.click()
  await expect(rows).toHaveCount(2)
  expect(new URL(page.url()).searchParams.get('q')).toBe('type:download')
  expect(one).not.toBe(other)
  await restored.stop()
  await rm(folder, { recursive: true, force: true })
})

/** A loom of its own: a driver that has met an outage would otherwise be part of the test. */
async function pushOne(uri: string, name: string): Promise<string> {
  await using loom = await connect({ uri, database: 'outage' })
  const { id } = await loom.push(Download({ url: `https://example.com/${name}` }))
  return id
}
