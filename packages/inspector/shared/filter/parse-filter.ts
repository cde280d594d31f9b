import { FilterError } from './filter-error.ts'
import {
  filterFields,
  filterStates,
  isTimeComparison,
  priorityWords,
  timeUnits,
  type FilterField,
} from './filter-fields.ts'
import { readTokens, type Token, type Word } from './filter-tokens.ts'
import type {
  Filter,
  FilterScope,
  PriorityTerm,
  RanTerm,
  StateTerm,
  Term,
  TextField,
  TextTerm,
  TimeField,
  TimeTerm,
} from './filter.ts'

/** The texts of which several can be given. */
const listed = ['type', 'id'] as const satisfies readonly TextField[]

/** More values than this in one term are a mistake, or an attack. */
const valuesAtMost = 50

/**
 * Reads a filter, such as `state:failed type:resize prio>=high created>-1h`.
 * @throws FilterError with the place of the mistake and the way out; nothing else, whatever the text.
 */
export function parseFilter(text: string, scope: FilterScope = 'tasks'): Filter {
  const terms = readTokens(text).map((token) => ({ token, term: readTerm(token, scope) }))
  const known = new Set<string>()
  for (const { token, term } of terms) {
    const place = placeOf(term)
    if (known.has(place))
      throw new FilterError(
        `\`${token.field.text}\` is asked for twice.`,
        token.field,
        'Give it once; several values go behind commas, such as state:failed,expired.',
      )
    known.add(place)
  }
  return terms.map(({ term }) => term)
}

/** A time may be given twice: as a beginning and as an end. */
function placeOf(term: Term): string {
  if (term.kind === 'text') return term.field
  return term.kind === 'time' ? `${term.field}${term.comparison}` : term.kind
}

function readTerm(token: Token, scope: FilterScope): Term {
  const field = readField(token, scope)
  if (token.isNegated && field !== 'state')
    throw new FilterError(
      `\`${field}\` cannot be turned round.`,
      token.field,
      'Only state can, such as -state:finished.',
    )
  if (token.values.length > valuesAtMost)
    throw new FilterError('These are too many values.', token.field, `Give at most ${valuesAtMost}.`)
  const { kind } = filterFields[field]
  if (kind === 'state') return readStates(token, scope)
  if (kind === 'priority') return readPriority(token)
  if (kind === 'time') return readTime(token, field as TimeField)
  if (kind === 'ran') return readRan(token)
  return readText(token, field as TextField)
}

function readField({ field }: Token, scope: FilterScope): FilterField {
  const name = field.text.toLowerCase()
  const offered = (Object.keys(filterFields) as FilterField[]).filter((each) =>
    (filterFields[each].scopes as readonly FilterScope[]).includes(scope),
  )
  const found = offered.find((each) => each === name)
  if (found !== undefined) return found
  throw new FilterError(
    `${scope === 'tasks' ? 'Tasks' : 'DAGs'} cannot be filtered by \`${field.text}\`.`,
    field,
    `Fields are ${offered.join(', ')}; for example ${filterFields[offered[0] ?? 'state'].example}.`,
  )
}

function readStates(token: Token, scope: FilterScope): StateTerm {
  assertEquals(token, 'state')
  const states = token.values.map((value) => {
    const state = filterStates[scope].find((each) => each === value.text.toLowerCase())
    if (state !== undefined) return state
    throw new FilterError(
      `\`${value.text}\` is no state of a ${scope === 'tasks' ? 'task' : 'DAG'}.`,
      value,
      `States are ${filterStates[scope].join(', ')}.`,
    )
  })
  return { kind: 'state', isNegated: token.isNegated, states: [...new Set(states)] }
}

function readText(token: Token, field: TextField): TextTerm {
  assertEquals(token, field)
  const values = token.values.map(({ text }) => text)
  const empty = token.values.find(({ text }) => text === '')
  if (!(listed as readonly TextField[]).includes(field)) onlyValue(token)
  if (empty !== undefined)
    throw new FilterError('A value is empty.', empty, `Write one, such as ${filterFields[field].example}.`)
  return { kind: 'text', field, values: [...new Set(values)] }
}

function assertEquals({ comparison, field }: Token, name: FilterField): void {
  if (comparison === '=') return
  throw new FilterError(
    `\`${field.text}\` is not compared by size.`,
    field,
    `Write it with a colon, such as ${filterFields[name].example}.`,
  )
}

function readPriority(token: Token): PriorityTerm {
  const value = onlyValue(token)
  const word = value.text.toLowerCase()
  const priority = Object.entries(priorityWords).find(
    ([name, number]) => name === word || String(number) === word,
  )?.[1]
  if (priority !== undefined) return { kind: 'priority', comparison: token.comparison, priority }
  throw new FilterError(
    `\`${value.text}\` is no priority.`,
    value,
    'Priorities are low, medium and high; for example prio>=high.',
  )
}

function readRan(token: Token): RanTerm {
  assertEquals(token, 'ran')
  const value = onlyValue(token)
  const word = value.text.toLowerCase()
  if (word === 'yes' || word === 'no') return { kind: 'ran', hasRun: word === 'yes' }
  throw new FilterError(`\`${value.text}\` is neither yes nor no.`, value, 'Write ran:yes or ran:no.')
}

function readTime(token: Token, field: TimeField): TimeTerm {
  const value = onlyValue(token)
  const { comparison } = token
  if (!isTimeComparison(comparison))
    throw new FilterError(
      'A time is compared with < (before) or > (after).',
      token.field,
      `Write it such as ${filterFields[field].example}.`,
    )
  const time = readRelative(value.text) ?? readDate(value.text)
  if (time !== undefined) return { kind: 'time', field, comparison, ...time }
  throw new FilterError(
    `\`${value.text}\` is no time.`,
    value,
    'Write a time from now, such as 5m or -1h (units ms, s, m, h, d), or a date, such as 2026-11-24 or 2026-11-24T12:00:00Z.',
  )
}

function onlyValue({ values, field }: Token): Word {
  const [value, second] = values
  if (value !== undefined && second === undefined) return value
  throw new FilterError(`\`${field.text}\` takes one value.`, second ?? field, 'Take the others away.')
}

type Time = Pick<TimeTerm, 'from' | 'milliseconds'>

function readRelative(text: string): Time | undefined {
  const [, sign, amount, unit] = /^(-?)(\d{1,12})(ms|s|m|h|d)$/iu.exec(text) ?? []
  if (amount === undefined || unit === undefined) return undefined
  const milliseconds = Number(amount) * timeUnits[unit.toLowerCase() as keyof typeof timeUnits]
  if (milliseconds > longest) return undefined
  return { from: 'now', milliseconds: sign === '-' && milliseconds > 0 ? -milliseconds : milliseconds }
}

function readDate(text: string): Time | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/iu.test(text)) return undefined
  const milliseconds = Date.parse(text)
  const isWritable = milliseconds >= earliestDate && milliseconds <= latestDate
  return isWritable ? { from: '1970', milliseconds } : undefined
}

/** A thousand years: beyond, times from now stop being dates. */
const longest = 365_000 * timeUnits.d

/** Years of four digits; a time zone may lead out of them. */
const earliestDate = Date.parse('0000-01-01T00:00:00Z')
const latestDate = Date.parse('9999-12-31T23:59:59.999Z')
