import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import { isStandIn } from '../define/stand-in.ts'
import type { NodeDependency, TaskNode } from '../define/task-node.ts'
import { TaskloomError } from '../errors.ts'
import { findCycle } from './graph.ts'

/** Everything that one push has to store, and what it only points to. */
export interface Collected {
  /** The nodes that were not pushed before, in the order in which they are given and named. */
  readonly nodes: readonly TaskNode[]
  /** The dependencies that are not among the nodes: pushed earlier, or given by id. */
  readonly earlier: readonly NodeDependency[]
}

/**
 * Collects what a push needs: the given nodes, and every node that they depend on, near or far.
 * Nodes that were pushed before are not collected again.
 * @throws TaskloomError `CYCLE` with the path, `INVALID_DEPENDENCY`, `INVALID_OPTION`, `TOO_MANY_DEPENDENCIES`.
 */
export function collectNodes(
  given: readonly TaskNode[],
  isPushed: (node: TaskNode) => boolean,
  maximumDependencies: number,
): Collected {
  const nodes = new Map<string, TaskNode>()
  const pending = [...given].toReversed()
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isPushed(node) || isKnown(nodes, node)) continue
    nodes.set(node.id, node)
    if (node.dependencies.length > maximumDependencies) throw tooMany(node, maximumDependencies)
    for (const dependency of node.dependencies.toReversed())
      if (dependency.node !== undefined) pending.push(dependency.node)
  }
  const all = [...nodes.values()]
  refuseCycle(all, nodes)
  const named = all.flatMap(({ dependencies }) => dependencies)
  for (const dependency of named) assertKind(dependency, nodes.get(dependency.id)?.name)
  return { nodes: all, earlier: named.filter(({ id }) => !nodes.has(id)) }
}

/**
 * Refuses a dependency that was given by id, with the wrong definition.
 * @param found The name of the task that has the id, if it is known.
 */
export function assertKind({ group, id, name }: NodeDependency, found: string | undefined): void {
  if (found === undefined || found === name) return
  throw new TaskloomError(
    'INVALID_DEPENDENCY',
    `\`${group}\` was given the id ${id} as one of \`${name}\`, but it is a task of \`${found}\`. Nothing was stored.`,
    { details: { group, id, expected: name, found } },
  )
}

function isKnown(nodes: ReadonlyMap<string, TaskNode>, node: TaskNode): boolean {
  const known = nodes.get(node.id)
  if (known === undefined || known === node) return known === node
  throw new TaskloomError(
    'INVALID_OPTION',
    `Two different nodes of this push have the id ${node.id} (\`${known.name}\` and \`${node.name}\`). Every node needs an id of its own.`,
    { details: { id: node.id } },
  )
}

function tooMany({ id, name, dependencies }: TaskNode, maximum: number): TaskloomError {
  return new TaskloomError(
    'TOO_MANY_DEPENDENCIES',
    `Task \`${name}\` (${id}) has ${dependencies.length} dependencies, and at most ${maximum} are allowed. Put tasks in between that gather some thousand each.`,
    { details: { id, task: name, dependencies: dependencies.length, maximum } },
  )
}

function refuseCycle(all: readonly TaskNode[], nodes: ReadonlyMap<string, TaskNode>): void {
  const cycle = findCycle(all)
  if (cycle === undefined) return
  const path = cycle.map((id) => `\`${nodes.get(id)?.name ?? '?'}\` (${id})`).join(' → ')
  throw new TaskloomError('CYCLE', `These tasks wait for each other: ${path}. Nothing was stored.`, {
    details: { cycle },
  })
}

/** The definitions that a loom has seen, by name: one name must not stand for two definitions. */
export class KnownDefinitions {
  readonly #byName = new Map<string, AnyTaskDefinition>()

  /** @throws TaskloomError `DUPLICATE_NAME` when another definition has the name. */
  add(definition: AnyTaskDefinition): void {
    if (isStandIn(definition)) return
    const known = this.#byName.get(definition.name)
    if (known !== undefined && known !== definition) {
      throw new TaskloomError(
        'DUPLICATE_NAME',
        `Two different task definitions are named \`${definition.name}\`. Names are what the database knows tasks by: give each definition its own, and define each one once.`,
        { details: { task: definition.name } },
      )
    }
    this.#byName.set(definition.name, definition)
  }
}
