import { afterEach, describe, expect, test } from 'vitest'
import { page, type Locator } from 'vitest/browser'

import { askedAction } from '../actions/action-request.ts'
import { toasts } from '../components/toasts.ts'
import { encodeGraph } from '../graph/testing/encode-graph.ts'
import { openedSnapshot } from '../snapshot/opened-snapshot.ts'
import { answersFor } from './answers.ts'
import { makeConfig, makeHealth, worldTime } from './factories.ts'
import { failure, type Answers } from './fake-server.ts'
import { choose, fileOf, made } from './made-snapshot.ts'
import { expectAccessible, show } from './show.tsx'
import { makeTasks } from './world.ts'

const one = makeTasks(1)[0]?.id ?? ''
const noAnswer = (): Promise<never> => new Promise(() => {})

interface Screen {
  readonly at: string
  readonly name: string
  /** What it says when it has nothing to show; a screen that always has something says why. */
  readonly empty: string | { readonly never: string }
  /** What is seen when it has something. */
  readonly seen: () => Locator
}

/**
 * Every screen that reads from the server. Each is shown in every state; the one state that one of them cannot have is
 * told at its place. The screen of snapshots has states of its own, below.
 */
const screens: readonly Screen[] = [
  {
    at: '/',
    name: 'Overview',
    empty: 'There are no tasks yet',
    seen: () => page.getByText('Needs attention'),
  },
  { at: '/dags', name: 'DAGs', empty: 'There are no DAGs', seen: () => firstRow() },
  {
    at: '/dags/import-46/graph',
    name: 'Graph of a DAG',
    empty: 'There is no such DAG',
    seen: () => seenGraph(),
  },
  {
    at: '/dags/import-46/timeline',
    name: 'Timeline of a DAG',
    empty: 'There is no such DAG',
    seen: () => page.getByRole('group', { name: 'Timeline' }),
  },
  {
    at: '/dags/import-46/events',
    name: 'Events of a DAG',
    empty: 'There is no such DAG',
    seen: () => page.getByRole('grid', { name: 'Events' }).getByRole('row').nth(1),
  },
  {
    at: '/dags/import-46/tasks',
    name: 'Tasks of a DAG',
    empty: 'There is no such DAG',
    seen: () => page.getByText(/settled/u),
  },
  { at: '/tasks', name: 'Tasks', empty: 'There are no tasks', seen: () => firstRow() },
  {
    at: `/tasks/${one}`,
    name: 'Task',
    empty: 'There is no such task',
    seen: () => page.getByText('Timeline'),
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
  {
    at: '/health',
    name: 'Health',
    empty: { never: 'a database without tasks has checks and indexes too' },
    seen: () => page.getByText('Changes come by a change stream.'),
  },
]

function firstRow() {
  return page.getByRole('grid').getByRole('row').nth(1)
}

function seenGraph() {
  return page.getByLabelText(/^Graph of/u)
}

function askForFile() {
  return page.getByText('Choose a file, or drop it here')
}

/** Whether every screen is looked at in both themes: `vitest.browser.config.ts` says so. */
declare const isInFull: boolean

const themes = ['light', 'dark'] as const
const many = answersFor({ tasks: 300, dags: 40 })

async function expectActionsDisabled(): Promise<void> {
  for (const button of page
    .getByRole('button', { name: /^(Cancel|Pause|Retry|Delete|Create the \d+ missing)$/u })
    .all()) {
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

afterEach(() => {
  askedAction.set(undefined)
  openedSnapshot.set(undefined)
  toasts.set([])
})

describe.each(themes)('in the %s theme', (theme) => {
  const isWhole = theme === 'light' || isInFull
  describe.each(screens.filter((_, place) => isWhole || place % 3 === 0))('$name', ({ at, empty, seen }) => {
    test('waits', async () => {
      await show(at, every(noAnswer), { theme })
      await expect.element(page.getByRole('status').filter({ hasText: /read/u }).first()).toBeInTheDocument()
      await expectAccessible()
    })

    const never = typeof empty === 'string' ? '' : `, never: ${empty.never}`
    test(`has nothing to show${never}`, async () => {
      await show(at, answersFor({ tasks: 0, dags: 0 }), { theme })
      const said = typeof empty === 'string' ? page.getByText(empty, { exact: true }) : seen()
      await expect.element(said).toBeVisible()
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

  /** The page of snapshots as it is before a file is opened. */
  async function showSnapshotPage(answers: Answers) {
    const shown = await show('/snapshot', answers, { theme })
    await expect.element(askForFile()).toBeVisible()
    return shown
  }

  describe('Snapshot, whose states are those of a file', () => {
    test.each([
      ['waits', every(noAnswer)],
      ['says what went wrong', every(() => failure(400, 'BROKEN', 'The index is gone.'))],
      ['is read-only', { ...many, config: readOnly }],
    ])('asks for a file, and shows it, when the server %s', async (_, answers) => {
      await showSnapshotPage(answers)
      await expectAccessible()
      choose(fileOf(made))
      await expect.element(seenGraph()).toBeVisible()
      await expectAccessible()
    })

    test('says why a file is wrong', async () => {
      await showSnapshotPage(many)
      choose(fileOf({ name: 'package' }, 'package.json'))
      await expect.element(page.getByText('package.json cannot be shown')).toBeVisible()
      await expect.element(askForFile()).toBeVisible()
      await expectAccessible()
    })

    test('shows one that was opened, and keeps it when the server goes away', async () => {
      const { server } = await showSnapshotPage(many)
      choose(fileOf(made))
      await expect.element(seenGraph()).toBeVisible()
      await expectAccessible()
      server.setAway(true)
      await expect.element(page.getByText(/server cannot be reached/u)).toBeVisible()
      await expect.element(seenGraph()).toBeVisible()
      await expectAccessible()
    })
  })

  test('a DAG whose tasks are gone says so', async () => {
    const columns = encodeGraph({ dagId: 'import-46', topology: 'none', isCut: false, tasks: [] })
    await show('/dags/import-46/graph', { ...many, dagGraph: () => columns }, { theme })
    await expect.element(page.getByText('This DAG has no tasks')).toBeVisible()
    await expectAccessible()
  })

  test('health says why the database is away, and since when', async () => {
    const down = { status: 'down', error: 'connect ECONNREFUSED', cause: 'No server is there.' } as const
    const away = () =>
      makeHealth({ ...down, since: worldTime - 60_000, checks: [], indexes: [], queries: [] })
    await show('/health', { ...many, health: away }, { theme })
    const diagnosis = page.getByRole('region', { name: 'The database cannot be reached' })
    await expect.element(diagnosis.getByText('connect ECONNREFUSED')).toBeVisible()
    await expect.element(diagnosis.getByText(/^Since/u)).toHaveTextContent(/1 m ago/u)
    await expectAccessible()
  })

  test('an address that leads nowhere says so', async () => {
    await show('/no-such-page', many, { theme })
    await expect.element(page.getByText('There is no such page')).toBeVisible()
    await expectAccessible()
  })
})

test('an address that asks a graph for what there is not shows it as it is by itself', async () => {
  await show('/dags/import-46/graph?group=bogus&direction=sideways&hide=nonsense', many)
  await expect.element(page.getByLabelText(/^Graph of/u)).toBeVisible()
  await expect
    .element(page.getByRole('button', { name: 'Hide finished' }))
    .toHaveAttribute('aria-pressed', 'false')
})
