import { defaults } from '../defaults.ts'
import { isTaskNode } from '../define/is-task-node.ts'
import { isPlainObject } from '../define/plain-object.ts'
import type { InTransaction } from '../define/session.ts'
import { findUnstorable } from '../define/storable.ts'
import type { TaskNode } from '../define/task-node.ts'
import { toMilliseconds, type Duration } from '../duration.ts'
import { TaskloomError } from '../errors.ts'
import { sizeOf } from '../store/content.ts'
import { checkOptions } from './check-options.ts'

/** How far a push is. */
export interface PushProgress {
  readonly stored: number
  readonly total: number
}

/** What is said of a DAG as a whole, when it is pushed. */
export interface DagOptions {
  /**
   * A node that runs once, when all other tasks of the DAG have settled, however they ended; its handler finds the
   * outcome and the counts in `dag`. It waits for nothing else, and nothing of the push may wait for it.
   * @defaultValue none
   */
  readonly onFinished?: TaskNode
  /**
   * Words to find the DAG by.
   * @defaultValue none
   */
  readonly tags?: readonly string[]
  /**
   * Anything else to remember with the DAG, up to 64 KiB.
   * @defaultValue none
   */
  readonly metadata?: Readonly<Record<string, unknown>>
  /**
   * After this time from the push, or at this time, whatever has not settled expires. `onFinished` still runs.
   * @defaultValue none
   */
  readonly deadline?: Duration | Date
}

export interface PushOptions extends DagOptions, InTransaction {
  /**
   * How long the tasks stay readable after the last of them has expired.
   * @defaultValue 0
   */
  readonly keepFor?: Duration
  /** Called after every chunk of a push of several nodes. When it throws, the push stops and nothing is stored. */
  readonly onProgress?: (progress: PushProgress) => void
}

/** What is said of a DAG, checked. */
export interface DagFacts {
  readonly finisher: TaskNode | undefined
  readonly tags: readonly string[] | undefined
  readonly metadata: Readonly<Record<string, unknown>> | undefined
  /** Milliseconds after the push, or a time. */
  readonly deadline: number | Date | undefined
  /** Whether it needs a record, also of a single node. */
  readonly isSaid: boolean
}

/** Where nothing is said. */
export const nothingSaid: DagFacts = {
  finisher: undefined,
  tags: undefined,
  metadata: undefined,
  deadline: undefined,
  isSaid: false,
}

/**
 * Reads what the options of a push say of its DAG.
 * @throws TaskloomError `INVALID_OPTION` or `VALUE_NOT_STORABLE` naming the option.
 */
export function readDagFacts(options: PushOptions): DagFacts {
  checkOptions('push', options)
  const { onFinished, tags, metadata, deadline } = options
  return {
    finisher: onFinished && readFinisher(onFinished),
    tags: tags && readTags(tags),
    metadata: metadata && readMetadata(metadata),
    deadline: deadline === undefined ? undefined : readDeadline(deadline),
    isSaid: [onFinished, tags, metadata, deadline].some((option) => option !== undefined),
  }
}

/**
 * Refuses a finisher that could not be one.
 * @throws TaskloomError `INVALID_OPTION` when it was pushed before, has nothing to wait for, or is waited for.
 */
export function checkFinisher(finisher: TaskNode | undefined, nodes: readonly TaskNode[]): void {
  if (finisher === undefined) return
  const others = nodes.filter((node) => node !== finisher)
  if (others.length === nodes.length)
    throw refuse('`onFinished` of push() was pushed before. Make a node for this DAG.')
  if (others.length === 0)
    throw refuse('`onFinished` of push() has nothing to wait for: all other nodes were pushed before.')
  const dependent = others.find(({ dependencies }) => dependencies.some(({ id }) => id === finisher.id))
  if (dependent === undefined) return
  throw refuse(
    `\`${dependent.name}\` (${dependent.id}) depends on the node that is \`onFinished\` of its push, which waits for it. Push it later.`,
  )
}

function readFinisher(node: TaskNode): TaskNode {
  if (!isTaskNode(node))
    throw refuse('`onFinished` of push() is a node: push(nodes, { onFinished: Report({ … }) }).')
  if (node.dependencies.length === 0) return node
  throw refuse(
    `\`onFinished\` of push() is a node of \`${node.name}\` with dependencies. It waits for the whole DAG, and runs whatever became of it: leave them out.`,
  )
}

function readTags(tags: unknown): readonly string[] {
  if (Array.isArray(tags) && tags.every(isTag)) return [...new Set<string>(tags)]
  throw refuse("`tags` of push() is a list of words, such as ['nightly'].")
}

function isTag(tag: unknown): tag is string {
  return typeof tag === 'string' && tag !== ''
}

function readMetadata(metadata: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!isPlainObject(metadata)) throw refuse('`metadata` of push() is a plain object.')
  const unstorable = findUnstorable(metadata, 'metadata')
  if (unstorable !== undefined) {
    const { place, complaint } = unstorable
    throw new TaskloomError('VALUE_NOT_STORABLE', `\`${place}\` of push() ${complaint}`, {
      details: { path: place },
    })
  }
  const size = sizeOf(metadata)
  if (size <= defaults.maximumMetadata) return metadata
  throw new TaskloomError(
    'VALUE_TOO_LARGE',
    `\`metadata\` of push() is ${size} bytes, and at most ${defaults.maximumMetadata} are allowed. Store it elsewhere and pass a reference.`,
    { details: { size, maximum: defaults.maximumMetadata } },
  )
}

function readDeadline(deadline: Duration | Date): number | Date {
  const read = deadline instanceof Date ? deadline : toMilliseconds(deadline, 'deadline')
  if (typeof read === 'number' ? read > 0 : !Number.isNaN(read.getTime())) return read
  throw refuse('`deadline` of push() is a duration of more than nothing, or a date.')
}

function refuse(message: string): TaskloomError {
  return new TaskloomError('INVALID_OPTION', message)
}
