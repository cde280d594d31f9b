import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { answersFor } from './answers.ts'
import { makeConfig } from './factories.ts'
import { expectAccessible, show } from './show.tsx'

const places = [
  { name: 'live', href: '../live/' },
  { name: 'trial', href: '../trial/' },
]

test.each(['light', 'dark'] as const)(
  'which system this is stands above every page, and the way to the others, in the %s theme',
  async (theme) => {
    const config = makeConfig({ environment: 'live', places })
    await show('/types', { ...answersFor({ tasks: 3, dags: 1 }), config: () => config }, { theme })
    const choice = page.getByRole('combobox', { name: 'Database' })
    await expect.element(choice).toHaveValue('live')
    await expectAccessible()
    const gone = new Promise<string>((resolve) => {
      window.navigation.addEventListener(
        'navigate',
        (event) => {
          event.preventDefault()
          resolve(event.destination.url)
        },
        { once: true },
      )
    })
    await choice.selectOptions('trial')
    expect(await gone).toBe(new URL('../trial/', document.baseURI).href)
  },
)

test.each([
  ['trial', 'trial'],
  [undefined, ''],
])(
  'a system that is not among the others that it names is never taken for one of them: %s',
  async (environment, value) => {
    const config = makeConfig({
      ...(environment === undefined ? {} : { environment }),
      places: [{ name: 'live', href: '../live/' }],
    })
    await show('/types', { ...answersFor({ tasks: 3, dags: 1 }), config: () => config })
    const choice = page.getByRole('combobox', { name: 'Database' })
    await expect.element(choice).toHaveValue(value)
    await expect.element(choice).toHaveDisplayValue(environment ?? 'shop')
    await expect.element(choice.getByRole('option', { name: 'live' })).toBeInTheDocument()
  },
)

test('a single system has its name alone', async () => {
  const config = makeConfig({ environment: 'staging', places: [] })
  await show('/types', { ...answersFor({ tasks: 3, dags: 1 }), config: () => config })
  await expect.element(page.getByText('staging')).toBeVisible()
  await expect.element(page.getByRole('combobox', { name: 'Database' })).not.toBeInTheDocument()
})
