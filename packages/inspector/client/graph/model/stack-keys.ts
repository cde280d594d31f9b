import type { ShownGraph } from './shown-graph.ts'
import type { TaskGraph } from './task-graph.ts'

const prefix = 'stack:'

/** The key of the stack that is named after a task, its first. */
export function stackKey(id: string): string {
  return prefix + id
}

/** The task that a node is named after. */
function firstIdOf(key: string): string {
  return key.startsWith(prefix) ? key.slice(prefix.length) : key
}

/** The node that shows what another arrangement showed as this key: of a stack its first task, of a task its stack. */
export function nodeNow(
  { placeOf }: TaskGraph,
  { nodeOfKey, nodeOf }: ShownGraph,
  key: string,
): number | undefined {
  const node = nodeOfKey.get(key) ?? nodeOf[placeOf.get(firstIdOf(key)) ?? -1]
  return node === -1 ? undefined : node
}

/** The unfolded stacks, as the address names them. */
export function unfoldedIn(open: string | undefined): ReadonlySet<string> {
  return new Set(
    open
      ?.split(',')
      .filter((id) => id !== '')
      .map((id) => stackKey(decodeId(id))),
  )
}

/** An id as the address has it, where commas are between them; what cannot be read is taken as it is. */
function decodeId(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** So that any server takes the address; of more stacks, those that were unfolded first are folded again. */
const mostLetters = 4_000

/** What the address says of unfolded stacks. */
export function writeUnfolded(keys: Iterable<string>): string | undefined {
  const ids = [...keys].map((key) => encodeURIComponent(firstIdOf(key)))
  while (ids.join().length > mostLetters) ids.shift()
  return ids.length === 0 ? undefined : ids.join()
}
