import type { SeriesWindow } from '../api/wire.ts'

/** What an address may say after its `?`, per page; anything else in it is dropped. */
export interface OverviewSearch {
  readonly w?: SeriesWindow | undefined
  readonly type?: string | undefined
}

export interface ListSearch {
  readonly q?: string | undefined
  readonly sort?: string | undefined
}

export interface PanelSearch {
  /** The task whose panel is open beside the list. */
  readonly task?: string | undefined
  readonly tab?: TaskTab | undefined
}

export interface TasksSearch extends ListSearch, PanelSearch {
  /** The cursor of the page that the reader is at; the first page has none. */
  readonly at?: string | undefined
}

/** Whether a change of an address is none that the reader would go back over: of a tab, or of the place in a list. */
export function isAside(patch: TasksSearch): boolean {
  return patch.tab !== undefined || Object.keys(patch).every((key) => key === 'at')
}

export interface TaskSearch {
  readonly tab?: TaskTab | undefined
}

export interface GraphSearch {
  /** The selected task, whose panel is open. */
  readonly task?: string | undefined
  readonly tab?: TaskTab | undefined
  readonly q?: string | undefined
  /** The viewport: `x,y,zoom`. */
  readonly v?: string | undefined
  readonly hide?: 'finished' | undefined
  readonly only?: 'failed' | undefined
  /** Which question the graph answers now. */
  readonly show?: 'blocked' | 'root' | 'critical' | undefined
  readonly direction?: 'right' | 'down' | undefined
  readonly group?: Stacking | undefined
  /** Lays out what is found, alone. */
  readonly isolate?: '1' | undefined
  /** The stacks that are unfolded, by the ids of their first tasks. */
  readonly open?: string | undefined
  readonly outline?: 'closed' | undefined
  /** The time that playback shows, in milliseconds since 1970. */
  readonly at?: string | undefined
}

export interface SnapshotSearch extends GraphSearch {
  /** Which snapshot is shown: the id of its DAG, and when it was taken. */
  readonly of?: string | undefined
}

export interface TimelineSearch {
  readonly task?: string | undefined
  readonly tab?: TaskTab | undefined
  readonly rows?: 'start' | 'worker' | 'type' | undefined
  /** The shown stretch of time: `from,to` in milliseconds since the first task. */
  readonly t?: string | undefined
  readonly hide?: 'finished' | undefined
  readonly only?: 'failed' | undefined
  /** The moment that is marked, which is that of the graph's playback, in milliseconds since 1970. */
  readonly at?: string | undefined
}

export const taskTabs = ['summary', 'payload', 'result', 'error', 'dependencies', 'events', 'raw'] as const
export type TaskTab = (typeof taskTabs)[number]

/**
 * What a graph draws as one card. `identical`: siblings of one type with the same neighbours. `type`, `dependency`: what
 * is of one rank and has one type, or is in a group of dependencies of one name. `level`: whatever is of one rank.
 * `finished`: what hangs together and is finished with all that it depends on.
 */
export const stackings = ['identical', 'type', 'dependency', 'level', 'finished', 'none'] as const
export type Stacking = (typeof stackings)[number]

export const seriesWindows = ['1h', '6h', '24h', '8d'] as const

type Raw = Readonly<Record<string, unknown>>

/*
 * What the address has no value for is there as undefined: of a field that is not there the router would hand on what
 * the address says. None of it is written.
 */

export const overviewSearch = (raw: Raw): OverviewSearch => ({
  w: oneOf(raw['w'], seriesWindows),
  type: text(raw['type']),
})

export const listSearch = (raw: Raw): ListSearch => ({ q: text(raw['q']), sort: text(raw['sort']) })

/** The search of a list as it is shown now; what is as it is by itself does not stand in an address. */
export const listSearchOf = ({ q, sort }: { readonly q: string; readonly sort: string }): ListSearch => ({
  q: text(q),
  sort: text(sort),
})

export const tasksSearch = (raw: Raw): TasksSearch => ({
  ...listSearch(raw),
  ...panelSearch(raw),
  at: text(raw['at']),
})

export const taskSearch = (raw: Raw): TaskSearch => ({ tab: oneOf(raw['tab'], taskTabs) })

export const graphSearch = (raw: Raw): GraphSearch => ({
  ...panelSearch(raw),
  q: text(raw['q']),
  v: text(raw['v']),
  hide: oneOf(raw['hide'], ['finished']),
  only: oneOf(raw['only'], ['failed']),
  show: oneOf(raw['show'], ['blocked', 'root', 'critical']),
  direction: oneOf(raw['direction'], ['right', 'down']),
  group: oneOf(raw['group'], stackings),
  isolate: oneOf(raw['isolate'], ['1']),
  open: text(raw['open'], 4_000),
  outline: oneOf(raw['outline'], ['closed']),
  at: text(raw['at']),
})

/** What has happened before is not in a snapshot. */
export const snapshotSearch = (raw: Raw): SnapshotSearch => ({
  ...graphSearch(raw),
  at: undefined,
  of: text(raw['of']),
})

export const timelineSearch = (raw: Raw): TimelineSearch => ({
  ...panelSearch(raw),
  rows: oneOf(raw['rows'], ['start', 'worker', 'type']),
  t: text(raw['t']),
  hide: oneOf(raw['hide'], ['finished']),
  only: oneOf(raw['only'], ['failed']),
  at: text(raw['at']),
})

function panelSearch(raw: Raw): PanelSearch {
  return { task: text(raw['task']), tab: oneOf(raw['tab'], taskTabs) }
}

function text(value: unknown, most = 1_000): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= most ? value : undefined
}

function oneOf<const Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined {
  return choices.find((choice) => choice === value)
}

/** Addresses are read and written as plain `key=value`, so that people can write them too. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

/** Signs of filters that need no escape behind the first `=` of a field. */
const readable = [':', ',', '<', '>', '=']

export function writeSearch(search: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(search)) {
    if (typeof value === 'string' || typeof value === 'number') query.set(key, String(value))
  }
  const written = readable.reduce(
    (text, sign) => text.replaceAll(encodeURIComponent(sign), sign),
    query.toString(),
  )
  return written === '' ? '' : `?${written}`
}
