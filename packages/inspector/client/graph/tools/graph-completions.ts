import { completionsFor, type Completion } from '../../filter/completions.ts'
import { fields } from '../analysis/graph-query.ts'

export interface GraphCompletions {
  /** What stands before the word that is completed. */
  readonly head: string
  readonly completions: readonly Completion[]
}

const attempt: Completion = { text: 'attempt:', hint: 'How often it has been tried', isWhole: false }

/** What the last word of a query may become: a field, one of its values, or a name out of `types`. */
export function completionsIn(query: string, types: readonly string[]): GraphCompletions {
  const [, head = '', word = ''] = /^((?:.*[\s|])?[-!]?(?:\d*\+)?)([^\s|]*)$/su.exec(query) ?? []
  const known = completionsFor(word, 'tasks', { types }).filter(({ text }) =>
    fields.some((field) => text.startsWith(field)),
  )
  const isBegun = (text: string): boolean =>
    text !== word && text.toLowerCase().startsWith(word.toLowerCase())
  const names = types
    .filter((type) => word !== '' && isBegun(type))
    .map((text) => ({ text, hint: 'Tasks of that type', isWhole: true }))
  return {
    head,
    completions: [...known, ...[attempt].filter(({ text }) => isBegun(text)), ...names].slice(0, 12),
  }
}
