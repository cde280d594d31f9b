import { afterEach, describe, expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { askedAction } from '../actions/action-request.ts'
import { answersFor } from './answers.ts'
import { makeConfig } from './factories.ts'
import { failure, type Answers } from './fake-server.ts'
import { expectAccessible, show } from './show.tsx'
import { makeTasks } from './world.ts'

const one = makeTasks(1)[0]?.id ?? ''
const never = (): Promise<never> => new Promise(() => {})

/** Every screen: its address, what it says when it has nothing to show, and what is seen when it has. */
const screens = [
  {
    at: '/',
    name: 'Overview',
    empty: 'There are no tasks yet',
    seen: () => page.getByText('Needs attention'),
  },
  { at: '/dags', name: 'DAGs', empty: 'There are no DAGs', seen: () => firstRow() },
  { at: '/tasks', name: 'Tasks', empty: 'There are no tasks', seen: () => firstRow() },
  {
    at: `/tasks/${one}`,
    name: 'Task',
    empty: 'There is no such task',
    seen: () => page.getByText('Timeline'),
  },
  {
    at: '/dags/import-46/tasks',
    name: 'Tasks of a DAG',
    empty: 'There is no such DAG',
    seen: () => page.getByText(/settled/u),
  },
  {
    at: '/dags/import-46/timeline',
    name: 'Timeline of a DAG',
    empty: 'There is no such DAG',
    seen: () => page.getByRole('group', { name: 'Timeline' }),
  },
  {
    at: '/types',
    name: 'Types',
    empty: 'There are no types',
    seen: () => page.getByRole('link', { name: 'resize' }),
  },
  {
    at: '/workers',
    name: 'Workers',
    empty: 'No worker is running',
    seen: () => page.getByText('queue-1.internal'),
  },
] as const

function firstRow() {
  return page.getByRole('grid').getByRole('row').nth(1)
}

const themes = ['light', 'dark'] as const
const many = answersFor({ tasks: 300, dags: 40 })

async function expectActionsDisabled(): Promise<void> {
  for (const button of page.getByRole('button', { name: /^(Cancel|Pause|Retry|Delete)$/u }).all()) {
    await expect.element(button).toBeDisabled()
  }
}

const readOnly = () => makeConfig({ isReadOnly: true, readOnlyReason: 'It is a demonstration.' })

/** The same routes, each with another answer; the client still learns what it may do. */
function every(answer: () => Promise<never> | Response): Answers {
  return {
    ...Object.fromEntries(Object.keys(many).map((name) => [name, answer])),
    config: () => makeConfig(),
  }
}

afterEach(() => askedAction.set(undefined))

describe.each(themes)('in the %s theme', (theme) => {
  describe.each(screens)('$name', ({ at, empty, seen }) => {
    test('waits', async () => {
      await show(at, every(never), { theme })
      await expect.element(page.getByRole('status').filter({ hasText: /read/u }).first()).toBeInTheDocument()
      await expectAccessible()
    })

    test('has nothing to show', async () => {
      await show(at, answersFor({ tasks: 0, dags: 0 }), { theme })
      await expect.element(page.getByText(empty, { exact: true })).toBeVisible()
      await expectAccessible()
    })

    test('shows one', async () => {
      await show(at, answersFor({ tasks: 1, dags: 1 }), { theme })
      await expect.element(seen()).toBeVisible()
      await expectAccessible()
    })

    test('shows many', async () => {
      await show(at, many, { theme })
      await expect.element(seen()).toBeVisible()
      await expectAccessible()
    })

    test('says what went wrong, and under which request', async () => {
      await show(
        at,
        every(() => failure(400, 'BROKEN', 'The index is gone.')),
        { theme },
      )
      await expect.element(page.getByText('The index is gone.').first()).toBeVisible()
      await expect.element(page.getByText(/request r-7/u).first()).toBeVisible()
      await expectAccessible()
    })

    test('is read-only when the server says so', async () => {
      await show(at, { ...many, config: readOnly }, { theme })
      await expect.element(page.getByText('Read-only')).toBeVisible()
      await expectActionsDisabled()
      await expectAccessible()
    })

    test('keeps what it knows when the server goes away', async () => {
      const { server } = await show(at, many, { theme })
      await expect.element(seen()).toBeVisible()
      server.setAway(true)
      await expect.element(page.getByText(/server cannot be reached/u)).toBeVisible()
      await expectActionsDisabled()
      await expect.element(seen()).toBeVisible()
      await expectAccessible()
    })
  })

  test('health shows checks, indexes and reads', async () => {
    await show('/health', many, { theme })
    await expect.element(page.getByText(/No worker takes tasks of/u)).toBeVisible()
    await expectAccessible()
  })

  test('an address that leads nowhere says so', async () => {
    await show('/no-such-page', many, { theme })
    await expect.element(page.getByText('There is no such page')).toBeVisible()
    await expectAccessible()
  })
})
