import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import type { DagDetail } from '../api/wire.ts'
import { toasts } from '../components/toasts.ts'
import { openedSnapshot } from '../snapshot/opened-snapshot.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { answersFor } from './answers.ts'
import { makeDag, makeTask, worldTime } from './factories.ts'
import type { Answers } from './fake-server.ts'
import { cause, choose, fileOf, graph, made, withState } from './made-snapshot.ts'
import { expectAccessible, show } from './show.tsx'

const detail: DagDetail = {
  dag: makeDag({ id: 'import-42' }),
  types: [],
  waitsFor: [],
  rootCauses: [cause],
  metadata: { secret: 'of the user' },
}
const answers: Answers = { ...answersFor({ tasks: 3, dags: 3 }), dag: () => detail, dagGraph: () => graph }

afterEach(() => {
  vi.restoreAllMocks()
  openedSnapshot.set(undefined)
  toasts.set([])
})

const stage = () => page.getByLabelText(/^Graph of/u)
const chooser = () => page.getByText('Choose a file, or drop it here')

/** What the outline says of every task, which is its state and its id. */
function tasksInOutline(): string[] {
  return [...document.querySelectorAll('[role=treegrid] [role=row]')].map((row) => row.textContent).toSorted()
}

async function saveSnapshot(): Promise<File> {
  const saved: Blob[] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  vi.spyOn(URL, 'createObjectURL').mockImplementation((content) => {
    if (content instanceof Blob) saved.push(content)
    return 'blob:saved'
  })
  await page.getByLabelText('Export').click()
  await page.getByRole('button', { name: 'Snapshot (JSON)' }).click()
  await expect.poll(() => saved.length).toBe(1)
  vi.restoreAllMocks()
  return new File(saved, 'dag-import-42.snapshot.json')
}

test.each(['light', 'dark'] as const)(
  'a snapshot that was saved is opened again, without its server, and shows the same tasks in the same states, in the %s theme',
  async (theme) => {
    const { server, router } = await show('/dags/import-42/graph?task=' + cause.id, answers, { theme })
    await expect.element(stage()).toBeVisible()
    await expect.poll(() => tasksInOutline().length).toBeGreaterThan(12)
    await expect.poll(() => server.streams().join()).toContain('dag')
    const changed = makeTask({ id: graph.ids[8] ?? '', dagId: 'import-42', view: 'cancelled' })
    server.send('tasks', { tasks: [changed] })
    await expect.poll(() => tasksInOutline().join()).toContain('Cancelled')
    const shown = tasksInOutline()
    const file = await saveSnapshot()
    const content = await file.text()
    expect(content).not.toContain('secret')
    expect(JSON.parse(content)).toMatchObject({
      format: 'taskloom-snapshot',
      version: 1,
      graph: { ids: graph.ids },
    })

    await userEvent.keyboard('{Control>}k{/Control}')
    await page.getByRole('option', { name: 'Open a snapshot …' }).click()
    await expect.element(chooser()).toBeVisible()
    await expectAccessible()
    server.setAway(true)
    choose(file)
    await expect
      .element(page.getByRole('heading', { level: 1, name: 'Snapshot of DAG import-42' }))
      .toBeVisible()
    await expect
      .element(page.getByText(/^taken .* UTC, (.* ago|just now), and does not change$/u))
      .toBeVisible()
    await expect.element(stage()).toBeVisible()
    await expect.poll(tasksInOutline).toEqual(shown)
    expect(document.title).toContain('Snapshot of DAG import-42')
    expect(router.state.location.search).toHaveProperty('of', expect.stringMatching(/^import-42 of 2026/u))
    await expect.element(page.getByText(/server cannot be reached/u)).toBeVisible()
    await expect.element(page.getByRole('main')).toHaveStyle({ filter: 'none' })
    await expectAccessible()
  },
)

/** Opens a snapshot on a page that has seen nothing else. */
async function openMade(given: Snapshot = made) {
  const shown = await show('/snapshot', answers)
  await expect.element(chooser()).toBeVisible()
  choose(fileOf(given))
  await expect.element(stage()).toBeVisible()
  return shown
}

const stateOf = (id: string) => document.querySelector(`#graph-card-${id}`)?.getAttribute('data-state')

test('a snapshot asks the server nothing, is told nothing, and nothing can be done to it', async () => {
  const { server } = await openMade()
  const first = graph.ids[0] ?? ''
  await expect.poll(() => stateOf(first)).toBe('finished')
  server.send('tasks', { tasks: [makeTask({ id: first, dagId: 'import-42', view: 'running' })] })
  server.send('removed', { ids: [first] })
  await page.getByRole('row', { name: new RegExp(cause.id.slice(-10), 'u') }).click()
  const panel = page.getByRole('complementary', { name: 'Task' })
  await expect.element(panel.getByRole('heading', { name: /failed, priority/u })).toBeVisible()
  await expect.element(panel.getByText('The mirror is away')).toBeVisible()
  expect(panel.getByRole('link').elements()).toEqual([])
  expect(stateOf(first)).toBe('finished')
  await expectAccessible()
  expect(server.streams().join()).not.toMatch(/dag|task/u)
  const asked = server.calls.map(({ name }) => name).filter((name) => /dag|task|action/iu.test(name))
  expect(asked).toEqual([])

  await userEvent.keyboard('{Escape}')
  await expect.element(panel).not.toBeInTheDocument()
  stage().element().focus()
  await userEvent.keyboard('{ArrowRight}x')
  await expect.element(page.getByText(/1 task marked/u)).toBeInTheDocument()
  await expect.element(page.getByRole('toolbar', { name: 'Marked tasks' })).not.toBeInTheDocument()
  await expect.element(page.getByRole('button', { name: 'Playback' })).not.toBeInTheDocument()
  await page.getByLabelText('Export').click()
  await expect.element(page.getByRole('button', { name: 'SVG' })).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Snapshot (JSON)' })).not.toBeInTheDocument()
})

test('what the graph alone can answer, a snapshot answers: search, root causes, and how long it ran by then', async () => {
  const startedAt = graph.startedAt.map((_, place) => (place === 0 ? worldTime - 90_000 : null))
  const states = withState(graph.states.replaceAll('5', '0'), 0, 'running')
  await openMade({ ...made, graph: { ...graph, base: 0, startedAt, states } })
  await expect
    .poll(() => document.querySelector(`#graph-card-${graph.ids[0]}`)?.textContent)
    .toContain('1 m 30 s')
  await page.getByRole('combobox', { name: 'Search in the graph' }).fill('state:running')
  await expect.element(page.getByText('1 found')).toBeVisible()
  await page.getByRole('combobox', { name: 'Search in the graph' }).fill('')
  await page.getByRole('button', { name: 'Root causes' }).click()
  await expect.element(page.getByText(/^1 task failed by themselves/u)).toBeVisible()
})

test('a snapshot stays over a way back; a page that was loaded anew says what is missing, and shows it as it was', async () => {
  const { router } = await openMade()
  await page.getByRole('button', { name: 'Root causes' }).click()
  await expect.poll(() => router.state.location.search).toHaveProperty('show', 'root')
  router.history.back()
  await expect.poll(() => router.state.location.search).not.toHaveProperty('show')
  await expect.element(stage()).toBeVisible()
  router.history.back()
  await expect.element(chooser()).toBeVisible()
  router.history.forward()
  await expect.element(stage()).toBeVisible()
  await page.getByRole('button', { name: 'Root causes' }).click()
  await expect.poll(() => router.state.location.search).toHaveProperty('show', 'root')

  openedSnapshot.set(undefined)
  const gone = 'The page was loaded anew, without the snapshot of DAG import-42 of 2026-11-24T12:00:00'
  await expect.element(page.getByText(gone)).toBeVisible()
  await expectAccessible()
  choose(fileOf(made))
  await expect.element(stage()).toBeVisible()
  expect(router.state.location.search).toHaveProperty('show', 'root')
  // A browser says nothing when what is chosen is what was chosen last, even if the file is another by now.
  expect(document.querySelector('input[type=file]')).toHaveProperty('value', '')
})

interface DragPlaces {
  /** Where it is. */
  readonly on?: 'h1' | 'nav'
  /** Where it is next; null where that is outside of the page. */
  readonly to?: EventTarget | null
}

/** What happens while something is dragged, as by a hand. Returns whether the browser does with it what it would. */
function drag(
  type: 'dragover' | 'dragleave' | 'drop',
  given: File | string,
  { on = 'h1', to = null }: DragPlaces = {},
): boolean | undefined {
  const dataTransfer = new DataTransfer()
  if (typeof given === 'string') dataTransfer.setData('text/plain', given)
  else dataTransfer.items.add(given)
  const event = new DragEvent(type, { dataTransfer, relatedTarget: to, bubbles: true, cancelable: true })
  return document.querySelector(on)?.dispatchEvent(event)
}

const drop = (file: File) => drag('drop', file)

/** The frame around the page that says that a file can be dropped here. */
const frame = () => getComputedStyle(document.querySelector('[data-over]') ?? document.body, '::after')

test('while a file is dragged over the page, a frame says that it can be dropped', async () => {
  await openMade()
  expect(frame().content).toBe('none')
  drag('dragover', fileOf(made))
  await expect.poll(() => frame().borderTopStyle).toBe('dashed')
  expect(frame().width).toBe(`${page.getByRole('main').element().clientWidth}px`)
  drag('dragleave', fileOf(made), { to: stage().element() })
  await expectAccessible()
  expect(frame().borderTopStyle).toBe('dashed')
  drag('dragleave', fileOf(made))
  await expect.poll(() => frame().content).toBe('none')

  drag('dragover', fileOf(made))
  await expect.poll(() => frame().borderTopStyle).toBe('dashed')
  drop(fileOf(made))
  await expect.poll(() => frame().content).toBe('none')
})

test('at 320 px nothing of it scrolls sideways, before a file is opened and after', async () => {
  await show('/snapshot', answers)
  await page.viewport(320, 640)
  await expect.element(chooser()).toBeVisible()
  expect(widerThanTheirRoom()).toEqual([])
  choose(fileOf('no snapshot', 'notes-that-have-a-long-name.txt'))
  await expect.element(page.getByText(/cannot be shown$/u)).toBeVisible()
  expect(widerThanTheirRoom()).toEqual([])
  choose(fileOf({ ...made, graph: { ...graph, dagId: 'import-of-everything-that-came-in-the-night-42' } }))
  await expect.element(stage()).toBeVisible()
  expect(widerThanTheirRoom()).toEqual([])
  await expect.element(page.getByText(/and does not change$/u)).toBeVisible()
})

function widerThanTheirRoom(): string[] {
  return [document.documentElement, page.getByRole('main').element()]
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map(({ tagName }) => tagName)
}

test('a file can be dropped, also on a snapshot', async () => {
  const { router } = await show('/snapshot', answers)
  await expect.element(chooser()).toBeVisible()
  drop(fileOf(made))
  await expect.element(stage()).toBeVisible()
  drop(fileOf({ ...made, takenAt: worldTime - 60_000, graph: { ...graph, dagId: 'other' } }))
  await expect.element(page.getByRole('heading', { name: 'Snapshot of DAG other' })).toBeVisible()
  drop(fileOf('no snapshot', 'notes.txt'))
  await expect.element(page.getByText('notes.txt cannot be shown')).toBeVisible()
  await expect.element(page.getByRole('heading', { name: 'Snapshot of DAG other' })).toBeVisible()
  drop(fileOf('neither', 'letters.txt'))
  await expect.element(page.getByText('letters.txt cannot be shown')).toBeVisible()
  await expect.element(page.getByText('notes.txt cannot be shown')).not.toBeInTheDocument()
  await router.navigate({ to: '/health' })
  await expect.element(page.getByRole('heading', { name: 'Health' })).toBeVisible()
  await router.navigate({ to: '/snapshot' })
  await expect.element(chooser()).toBeVisible()
  drop(fileOf(made))
  await expect.element(page.getByText('letters.txt cannot be shown')).not.toBeInTheDocument()
})

test('a file can be dropped on the rail too: the browser does not leave for it, and a text is none of ours', async () => {
  await show('/snapshot', answers)
  await expect.element(chooser()).toBeVisible()
  expect(drag('dragover', fileOf(made), { on: 'nav' })).toBe(false)
  await expect.poll(() => frame().borderTopStyle).toBe('dashed')
  expect(drag('drop', fileOf(made), { on: 'nav' })).toBe(false)
  await expect.element(stage()).toBeVisible()
  expect(drag('dragover', 'a text', { on: 'nav' })).toBe(true)
  expect(drag('drop', 'a text')).toBe(true)
  expect(frame().content).toBe('none')
})

const text = JSON.stringify(made)

test.each<[string, File, RegExp]>([
  ['is empty', fileOf(''), /cannot be read as JSON \(Unexpected end/u],
  ['is a picture', new File([new Uint8Array([137, 80, 78, 71, 0, 255])], 'a.png'), /cannot be read as JSON/u],
  ['is another JSON', fileOf({ name: 'package' }), /no snapshot: its “format” is not “taskloom-snapshot”/u],
  ['is a list', fileOf([]), /no snapshot/u],
  ['ends too early', fileOf(text.slice(0, -40)), /cannot be read as JSON \(.+\)/u],
  ['is of a newer version', fileOf({ ...made, version: 2 }), /version 2: open it in a newer inspector/u],
  ['says no version', fileOf({ ...made, version: undefined }), /“version” is broken: get it again/u],
  [
    'was changed',
    fileOf({ ...made, graph: { ...graph, sources: [99] } }),
    /“degrees” is broken: get it again/u,
  ],
  ['is too large', new File([new Uint8Array(50_000_001)], 'large.json'), /It is larger than 50 MB/u],
])('a file that %s is refused, with the reason and the way out', async (_, file, reason) => {
  const { router } = await show('/snapshot', answers)
  await expect.element(chooser()).toBeVisible()
  choose(file)
  await expect.element(page.getByText(`${file.name} cannot be shown`)).toBeVisible()
  await expect.element(page.getByRole('status').getByText(reason)).toBeVisible()
  await expectAccessible()
  expect(router.state.location.search).not.toHaveProperty('of')
  choose(fileOf(made))
  await expect.element(stage()).toBeVisible()
})
