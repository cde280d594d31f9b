import { expect, onTestFinished, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { answersFor } from './answers.ts'
import { makeConfig } from './factories.ts'
import type { FakeServer } from './fake-server.ts'
import { expectAccessible, show } from './show.tsx'

const answers = answersFor({ tasks: 40, dags: 12 })

test('the inspector is called what it was told to be called, in its rail and in the tab of the browser', async () => {
  await show('/types', { ...answers, config: () => makeConfig({ title: 'Pictures of the shop' }) })
  await expect.element(page.getByRole('link', { name: 'Pictures of the shop' })).toBeVisible()
  await expect.poll(() => document.title).toBe('Types · Pictures of the shop')
})

const callsOf = ({ calls }: FakeServer, name: string) => calls.filter((call) => call.name === name).length

test.each([
  ['/types', 'types'],
  ['/workers', 'workers'],
  ['/health', 'health'],
  ['/', 'series'],
] as const)('what stands still at %s is not read again, and at once when it goes on', async (at, route) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const { server, session } = await show(at, answers)
  const idle = () => expect.poll(() => session.cache.isFetching()).toBe(0)
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect.poll(() => session.live.status.get()).toBe('stream')
  await idle()
  const first = callsOf(server, route)
  vi.advanceTimersByTime(30_000)
  await idle()
  await expect.poll(() => callsOf(server, route)).toBeGreaterThan(first)

  session.live.togglePause()
  expect(session.live.status.get()).toBe('paused')
  const paused = callsOf(server, route)
  vi.advanceTimersByTime(120_000)
  await idle()
  expect(callsOf(server, route)).toBe(paused)

  session.live.togglePause()
  await expect.poll(() => callsOf(server, route)).toBeGreaterThan(paused)
})

const filterOfMain = () => getComputedStyle(page.getByRole('main').element()).filter

test.each(['light', 'dark'] as const)(
  'a server that is away is said to be, since when, and what is shown is grey, in the %s theme',
  async (theme) => {
    const { server } = await show('/tasks', answers, { theme })
    await expect.element(page.getByRole('grid')).toBeVisible()
    expect(filterOfMain()).toBe('none')
    server.setAway(true)
    const banner = page.getByRole('alert')
    await expect.element(banner.getByText(/cannot be reached, since \d\d:\d\d:\d\d\./u)).toBeVisible()
    expect(filterOfMain()).toContain('grayscale')
    await expectAccessible()
    server.setAway(false)
    await expect.element(banner).not.toBeInTheDocument()
    expect(filterOfMain()).toBe('none')
  },
)

const crowded = {
  environment: 'production-europe-west',
  isReadOnly: true,
  readOnlyReason: 'It is a demonstration.',
}

const places = ['production-europe-west', 'trial'].map((name) => ({ name, href: `../${name}/` }))

test.each([
  ['one', []],
  ['one of several', places],
])(
  'a phone shows which environment it is, %s, however long its name and whatever stands beside it',
  async (_, all) => {
    await show('/tasks', { ...answers, config: () => makeConfig({ ...crowded, places: all }) })
    await page.viewport(320, 640)
    const badge = page.getByTitle('production-europe-west')
    await expect.element(badge).toBeVisible()
    const { left, right } = badge.element().getBoundingClientRect()
    expect(left).toBeGreaterThan(0)
    expect(right).toBeLessThan(320)
    expect(document.documentElement.scrollWidth).toBe(320)
    await expectAccessible()
  },
)
