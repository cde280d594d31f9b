import { expect, test } from '../support/inspected.ts'
import { Download, gallery, Gallery, Resize } from '../support/shop.ts'

test('a failed task is retried, and its dependents run', async ({ page, inspected: { loom, url } }) => {
  let isBroken = true
  const worker = loom.worker([
    Download.handle(() => {
      if (isBroken) throw new Error('the mirror is away')
      return { path: 'june.png' }
    }),
    Resize.handle(({ payload }) => ({ path: `${payload.width}.png` })),
    Gallery.handle(() => undefined),
  ])
  const { source, page: whole } = gallery('june', 2)
  const dag = await loom.push(whole)
  const working = worker.run()
  await dag.finished()
  isBroken = false

  await page.goto(`${url}tasks/${source.id}`)
  await expect(page.getByText('the mirror is away').first()).toBeVisible()
  await page.getByRole('toolbar', { name: 'Actions' }).getByRole('button', { name: 'Retry' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Changes with them')).toBeVisible()
  await dialog.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByText('Retrying: done')).toBeVisible()
  await expect(page.getByText('Finished').first()).toBeVisible()

  await page.goto(`${url}dags/${dag.id}/tasks`)
  await expect(page.getByRole('grid').getByRole('row').filter({ hasText: 'Finished' })).toHaveCount(4)
  await loom.close()
  await working
})

test('2,000 tasks are cancelled at once, with their number typed and the progress shown', async ({
  page,
  inspected: { loom, url },
}) => {
  await loom.push(
    Array.from({ length: 2_000 }, (_, place) => Download({ url: `https://example.com/${place}` })),
  )
  await page.goto(`${url}tasks?q=state%3Aready`)
  await page.getByRole('checkbox', { name: 'Mark all' }).check()
  const bar = page.getByRole('toolbar', { name: 'Marked tasks' })
  await bar.getByRole('button', { name: 'Everything that fits the filter' }).click()
  await bar.getByRole('button', { name: 'Cancel' }).click()
  const dialog = page.getByRole('dialog')
  const confirm = dialog.getByRole('button', { name: 'Cancel' })
  await expect(dialog.getByText('2,000').first()).toBeVisible()
  await expect(confirm).toBeDisabled()
  await dialog.getByLabel(/to confirm/).fill('2000')
  await confirm.click()
  await expect(page.getByRole('status').filter({ hasText: /Cancelling/ })).toBeVisible()
  await expect(page.getByText('Cancelling: done')).toBeVisible({ timeout: 60_000 })
  expect(await loom.isEmpty(Download)).toBe(true)
})

test('whoever may only read is told so, and the server refuses', async ({ page, inspected, readOnlyUrl }) => {
  const { taskIds } = await inspected.loom.push(Download({ url: 'https://example.com/a' }))
  await page.goto(`${readOnlyUrl}tasks/${taskIds[0]}`)
  await expect(page.getByRole('heading', { level: 1, name: 'download' })).toBeVisible()
  await expect(page.getByText('Read-only')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Cancel', disabled: false })).toHaveCount(0)
  const body = { kind: 'cancel', target: { tasks: taskIds }, idempotencyKey: 'a-key-of-a-test' }
  const answer = await page.request.post(`${readOnlyUrl}api/actions`, { data: body })
  expect(answer.status()).toBe(403)
  expect((await inspected.loom.get(taskIds[0] ?? ''))?.state).toBe('CREATED')
})
