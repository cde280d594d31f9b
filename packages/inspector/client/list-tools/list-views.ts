import { createKeptStore } from '../preferences/kept-store.ts'

/** The lists that have views and columns of their own. */
export type ListName = 'tasks' | 'dags'

/** A filter and a sort under a name. */
export interface ListView {
  readonly name: string
  readonly q: string
  readonly sort: string
}

type Views = Readonly<Record<ListName, readonly ListView[]>>

/** More would be no help, and a name is a name. */
const mostViews = 50
export const longestName = 60

export const listViews = createKeptStore<Views>('taskloom.views', (kept) => ({
  tasks: readViews(kept, 'tasks'),
  dags: readViews(kept, 'dags'),
}))

/** Saves a view; one of that name is replaced. */
export function saveView(list: ListName, view: ListView): void {
  const others = listViews.get()[list].filter(({ name }) => name !== view.name)
  change(list, [...others, view].slice(-mostViews))
}

/** Gives a view another name; one that had that name goes. */
export function renameView(list: ListName, from: string, to: string): void {
  const views = listViews.get()[list].filter(({ name }) => name === from || name !== to)
  change(
    list,
    views.map((view) => (view.name === from ? { name: to, q: view.q, sort: view.sort } : view)),
  )
}

export function removeView(list: ListName, name: string): void {
  change(
    list,
    listViews.get()[list].filter((view) => view.name !== name),
  )
}

function change(list: ListName, views: readonly ListView[]): void {
  listViews.set({ ...listViews.get(), [list]: views })
}

function readViews(kept: unknown, list: ListName): readonly ListView[] {
  const views: unknown = isRecord(kept) ? kept[list] : undefined
  return Array.isArray(views) ? views.filter(isView).slice(0, mostViews) : []
}

function isView(view: unknown): view is ListView {
  return isRecord(view) && [view['name'], view['q'], view['sort']].every((part) => typeof part === 'string')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
