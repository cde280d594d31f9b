import '../../styles/tokens.css'
import '../../styles/base.css'
import { createMemoryHistory } from '@tanstack/react-router'
import { expect } from 'vitest'
import { render } from 'vitest-browser-react'

import type { GraphColumns } from '../../../shared/graph-columns.ts'
import { App } from '../../app.tsx'
import { createInspectorRouter } from '../../router/router.tsx'
import { createSession } from '../../session.ts'
import { answersFor } from '../../test/answers.ts'
import { makeDag, makeTask, makeTaskDetail } from '../../test/factories.ts'
import { createFakeServer, type Answers } from '../../test/fake-server.ts'
import { sampleGraph } from './sample-graph.ts'
import { pipeline } from './shapes.ts'

export interface Opened {
  readonly server: ReturnType<typeof createFakeServer>
  readonly router: ReturnType<typeof createInspectorRouter>
}

/** Opens the page of the graph of a DAG, on a made server. */
export async function openGraph(
  graph: Required<Answers>['dagGraph'],
  search = '',
  more: Answers = {},
): Promise<Opened> {
  const server = createFakeServer({
    ...answersFor({ tasks: 0, dags: 0 }),
    dag: ({ id }) => ({ dag: makeDag({ id }), types: [], waitsFor: [], rootCauses: [] }),
    task: ({ id }) => makeTaskDetail({ task: makeTask({ id }) }),
    dagGraph: graph,
    ...more,
  })
  const session = createSession({ base: `${location.origin}/`, transport: server.transport })
  const history = createMemoryHistory({ initialEntries: [`/dags/sample/graph${search}`] })
  const router = createInspectorRouter(`${location.origin}/`, history)
  await render(<App session={session} router={router} />)
  return { server, router }
}

export const graphOf = (columns: GraphColumns) => () => columns
export const small = (): GraphColumns => sampleGraph(pipeline(30), { failures: 0 })

export const stage = (): HTMLElement => found('.react-flow')
export const version = (): number => Number(found('[data-graph-ready]').dataset['graphReady'])
export const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.react-flow__node')]
export const card = (id: string): HTMLElement => found(`#graph-card-${id}`)
export const places = (): Map<string, string> =>
  new Map(cards().map((node) => [node.dataset['id'] ?? '', node.style.transform]))

export function found(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector)
  if (element === null) throw new Error(`Nothing is at ${selector}.`)
  return element
}

export async function untilReady(): Promise<void> {
  await expect.poll(() => document.querySelector('[data-graph-ready] .react-flow__pane')).not.toBeNull()
}
