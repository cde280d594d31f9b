import { priorityWords } from '../../../shared/filter/filter-fields.ts'
import { viewStateOrder } from '../../../shared/view-states.ts'
import { reach } from '../model/digraph.ts'
import { nameOf, viewOf, type TaskGraph } from '../model/task-graph.ts'

/** One word of a query: what it asks for, and how far it reaches up (to dependencies) and down (to dependents). */
interface Term {
  readonly isNot: boolean
  readonly field: string
  readonly comparison: Comparison
  readonly values: readonly string[]
  readonly up: number
  readonly down: number
}

/** `:` asks for equality, or for a part of a text. */
type Comparison = ':' | '<' | '<=' | '>' | '>='

export interface GraphQuery {
  /** Any of these must hold; of each all terms. */
  readonly alternatives: readonly (readonly Term[])[]
  /** What in it could not be understood, in words. */
  readonly problems: readonly string[]
}

export const fields = ['name', 'type', 'id', 'state', 'prio', 'attempt'] as const
const numbers: ReadonlySet<string> = new Set(['prio', 'attempt'])

const shape = /^(?<not>[-!])?(?<up>\d*\+)?(?<body>.+?)(?<down>\+\d*)?$/

/**
 * Reads a query: words that must all hold, `|` for alternatives. A word is a name (`resize`, `res*`) or
 * `state:failed`, `type:resize`, `id:65a`, `prio>=high`, `attempt:2`; `-` before it negates; `+` before it takes
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
  const asked = askedIn(parts['body'] ?? '')
  const problem = problemOf(asked)
  if (problem !== undefined) {
    problems.push(problem)
    return []
  }
  const isNot = parts['not'] !== undefined
  return [{ isNot, ...asked, up: hopsOf(parts['up']), down: hopsOf(parts['down']) }]
}

type Asked = Pick<Term, 'field' | 'comparison' | 'values'>

/** `state:failed,expired` asks a field for values, `prio>=high` compares it; a bare word asks everything. */
function askedIn(body: string): Asked {
  const [, field = 'any', comparison = ':', value = body] = /^([a-z]+)([:=]|[<>]=?)(.*)$/i.exec(body) ?? []
  return {
    field: field.toLowerCase().replace(/^priority$/, 'prio'),
    comparison: comparison === '=' ? ':' : (comparison as Comparison),
    values: value.toLowerCase().split(',').filter(Boolean),
  }
}

function hopsOf(sign: string | undefined): number {
  if (sign === undefined) return 0
  const number = sign.replace('+', '')
  return number === '' ? Infinity : Number(number)
}

function problemOf({ field, comparison, values }: Asked): string | undefined {
  if (field === 'any') return undefined
  if (!fields.some((known) => known === field))
    return `\`${field}${comparison}\` is unknown; known are ${fields.join(', ')}.`
  if (comparison !== ':' && !numbers.has(field)) return `\`${field}\` has no order; ask for \`${field}:\`.`
  if (values.length === 0) return `\`${field}${comparison}\` has no value.`
  const unknown = values.find((value) => !isKnown(field, value))
  if (unknown === undefined) return undefined
  return field === 'state' ? `There is no state \`${unknown}\`.` : `\`${unknown}\` is no ${nouns[field]}.`
}

const nouns: Readonly<Record<string, string>> = { prio: 'priority: low, medium, high', attempt: 'number' }

function isKnown(field: string, value: string): boolean {
  if (field === 'state') return viewStateOrder.some((view) => fitsState(view, value))
  return !numbers.has(field) || !Number.isNaN(numberIn(field, value))
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

function matcherOf(graph: TaskGraph, { field, comparison, values }: Term): (task: number) => boolean {
  const isAny = (test: (value: string) => boolean): boolean => values.some((value) => test(value))
  switch (field) {
    case 'state':
      return (task) => isAny((value) => fitsState(viewOf(graph, task), value))
    case 'prio':
    case 'attempt': {
      const column = field === 'prio' ? graph.priorities : graph.attempts
      return (task) => isAny((value) => comparisons[comparison](column[task]!, numberIn(field, value)))
    }
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

const comparisons: Readonly<Record<Comparison, (one: number, other: number) => boolean>> = {
  ':': (one, other) => one === other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
}

const priorities: Readonly<Record<string, number>> = priorityWords

/** The number that a value means; NaN for what is none. */
function numberIn(field: string, value: string): number {
  return (field === 'prio' ? priorities[value] : undefined) ?? Number(value)
}
