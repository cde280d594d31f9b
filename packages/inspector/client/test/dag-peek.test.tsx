import { expect, onTestFinished, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { sampleGraph } from '../graph/testing/sample-graph.ts'
import { lockfile } from '../graph/testing/shapes.ts'
import { answersFor } from './answers.ts'
import { makeDag, worldTime } from './factories.ts'
import { expectAccessible, show } from './show.tsx'

const dags = [
  makeDag({ id: 'huge', names: ['huge'], taskCount: 2_001 }),
  makeDag({ id: 'small', names: ['small'], taskCount: 60, createdAt: worldTime - 1_000_000 }),
  makeDag({ id: 'other', names: ['other'], taskCount: 60, createdAt: worldTime - 2_000_000 }),
]
const answers = {
  ...answersFor({ tasks: 1, dags: 1 }),
  dags: () => ({ items: dags }),
  dagGraph: ({ id }: { readonly id: string }) => ({
    ...sampleGraph(lockfile(60), { now: worldTime }),
    dagId: id,
  }),
}
const row = (name: string) => page.getByRole('row').filter({ hasText: name })
const picture = () => document.querySelector<HTMLCanvasElement>('[aria-hidden=true] > canvas')

function isPainted(): boolean {
  const canvas = picture()
  if (canvas === null) return false
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {}
  return data?.some((value) => value > 0) === true
}

test.each(['light', 'dark'] as const)(
  'a row that the pointer stays at has a picture, which moves nothing, in the %s theme',
  async (theme) => {
    const { server } = await show('/dags', answers, { theme })
    await expect.element(row('small')).toBeVisible()
    const before = page.getByRole('grid').element().getBoundingClientRect().toJSON() as unknown
    await row('huge').hover()
    await row('small').hover()
    await expect.poll(isPainted).toBe(true)
    expect(page.getByRole('grid').element().getBoundingClientRect().toJSON()).toEqual(before)
    const asked = server.calls.filter(({ name }) => name === 'dagGraph')
    expect(asked.map(({ call }) => call.id)).toEqual(['small'])
    await expectAccessible()
    await page.getByRole('heading', { name: 'DAGs' }).hover()
    await expect.poll(picture).toBeNull()
  },
)

test('the keys bring the picture too, and Escape takes it away', async () => {
  await show('/dags', answers)
  await expect.element(row('small')).toBeVisible()
  page.getByRole('grid').element().focus()
  await userEvent.keyboard('jj')
  await expect.poll(isPainted).toBe(true)
  await userEvent.keyboard('{Escape}')
  await expect.poll(picture).toBeNull()
})

test('of a DAG beyond two thousand tasks nothing is asked, however long one stays', async () => {
  const { server } = await show('/dags', answers)
  await expect.element(row('huge')).toBeVisible()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  await row('huge').hover()
  await expect.poll(() => row('huge').element().matches(':hover')).toBe(true)
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  vi.advanceTimersByTime(1_000)
  vi.useRealTimers()
  await row('small').hover()
  await expect.poll(isPainted).toBe(true)
  const asked = server.calls.filter(({ name }) => name === 'dagGraph')
  expect(asked.map(({ call }) => call.id)).toEqual(['small'])
})
