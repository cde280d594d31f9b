import { viewStateOrder } from '../../../shared/view-states.ts'
import { reach } from '../model/digraph.ts'
import { nameOf, viewOf, type TaskGraph } from '../model/task-graph.ts'

/** One word of a query: what it asks for, and how far it reaches up (to dependencies) and down (to dependents). */
interface Term {
  readonly isNot: boolean
  readonly field: string
  readonly values: readonly string[]
  readonly up: number
  readonly down: number
}

export interface GraphQuery {
  /** Any of these must hold; of each all terms. */
  readonly alternatives: readonly (readonly Term[])[]
  /** What in it could not be understood, in words. */
  readonly problems: readonly string[]
}

const fields = ['name', 'type', 'id', 'state', 'priority', 'attempt'] as const

const shape = /^(?<not>[-!])?(?<up>\d*\+)?(?<body>.+?)(?<down>\+\d*)?$/

/**
 * Reads a query: words that must all hold, `|` for alternatives. A word is a name (`resize`, `res*`) or
 * `state:failed`, `type:resize`, `id:65a`, `priority:high`, `attempt:2`; `-` before it negates; `+` before it takes
 * in all dependencies, `+` behind it all dependents, with a number those so many steps away: `2+resize+3`.
 */
export function parseGraphQuery(text: string): GraphQuery {
  const problems: string[] = []
  const alternatives = text
    .split('|')
    .map((part) => part.split(/\s+/).filter((word) => word !== ''))
    .filter((words) => words.length > 0)
    .map((words) => words.flatMap((word) => termOf(word, problems)))
  return { alternatives, problems }
}

function termOf(word: string, problems: string[]): Term[] {
  const parts = shape.exec(word)?.groups ?? {}
  const { field, values } = askedIn(parts['body'] ?? '')
  const problem = problemOf(field, values)
  if (problem !== undefined) {
    problems.push(problem)
    return []
  }
  const isNot = parts['not'] !== undefined
  return [{ isNot, field, values, up: hopsOf(parts['up']), down: hopsOf(parts['down']) }]
}

/** `state:failed,expired` asks a field for values; a bare word asks everything. */
function askedIn(body: string): Pick<Term, 'field' | 'values'> {
  const [, field, value] = /^([a-z]+):(.*)$/i.exec(body) ?? []
  const values = (value ?? body).toLowerCase().split(',').filter(Boolean)
  return { field: field?.toLowerCase() ?? 'any', values }
}

function hopsOf(sign: string | undefined): number {
  if (sign === undefined) return 0
  const number = sign.replace('+', '')
  return number === '' ? Infinity : Number(number)
}

function problemOf(field: string, values: readonly string[]): string | undefined {
  if (field === 'any') return undefined
  if (!fields.some((known) => known === field))
    return `\`${field}:\` is unknown; known are ${fields.join(', ')}.`
  if (values.length === 0) return `\`${field}:\` has no value.`
  const unknown =
    field === 'state' && values.find((value) => !viewStateOrder.some((view) => fitsState(view, value)))
  return typeof unknown === 'string' ? `There is no state \`${unknown}\`.` : undefined
}

/** Marks the tasks that a query finds with 1. */
export function findInGraph(graph: TaskGraph, { alternatives }: GraphQuery): Uint8Array {
  const found = new Uint8Array(graph.ids.length)
  for (const terms of alternatives) {
    if (terms.length === 0) continue
    const marks = terms.map((term) => marksOf(graph, term))
    for (const task of found.keys()) if (marks.every((mark) => mark[task] === 1)) found[task] = 1
  }
  return found
}

function marksOf(graph: TaskGraph, term: Term): Uint8Array {
  const isHit = matcherOf(graph, term)
  const hits = [...graph.ids.keys()].filter((task) => isHit(task))
  const marks = reach(graph.links.incoming, hits, term.up)
  const below = reach(graph.links.outgoing, hits, term.down)
  return marks.map((mark, task) => ((mark === 1 || below[task] === 1) === term.isNot ? 0 : 1))
}

function matcherOf(graph: TaskGraph, { field, values }: Term): (task: number) => boolean {
  const isAny = (test: (value: string) => boolean): boolean => values.some((value) => test(value))
  switch (field) {
    case 'state':
      return (task) => isAny((value) => fitsState(viewOf(graph, task), value))
    case 'priority':
      return (task) => isAny((value) => fitsPriority(graph.priorities[task]!, value))
    case 'attempt':
      return (task) => isAny((value) => graph.attempts[task] === Number(value))
    case 'id':
      return (task) => isAny((value) => fitsText(graph.ids[task]!, value))
    case 'name':
    case 'type':
      return (task) => isAny((value) => fitsText(nameOf(graph, task), value))
    default:
      return matchAnything(graph, values)
  }
}

/** A bare word that is the name of a definition means that name; else it is looked for in names and ids. */
function matchAnything(graph: TaskGraph, values: readonly string[]): (task: number) => boolean {
  const names = new Set(graph.names.map((name) => name.toLowerCase()))
  return (task) =>
    values.some((value) => {
      const name = nameOf(graph, task).toLowerCase()
      if (names.has(value)) return name === value
      return fitsText(name, value) || fitsText(graph.ids[task]!, value)
    })
}

/** `*` stands for anything; without one, a part is enough. */
function fitsText(text: string, value: string): boolean {
  const lower = text.toLowerCase()
  if (!value.includes('*')) return lower.includes(value)
  const parts = value.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(lower)
}

function fitsState(view: string, value: string): boolean {
  return view === value.replaceAll(/[ _]/g, '-')
}

const priorityWords = ['', 'low', 'medium', 'high']

function fitsPriority(priority: number, value: string): boolean {
  return String(priority) === value || priorityWords[priority] === value
}
