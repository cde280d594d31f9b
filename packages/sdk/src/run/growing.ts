import { brand } from '../define/brand.ts'
import { describeValue } from '../define/describe-value.ts'
import type { Growth, GrowthOptions } from '../define/growth.ts'
import { isTaskNode, isTaskReference } from '../define/is-task-node.ts'
import type { TaskNode } from '../define/task-node.ts'
import type { TaskReference } from '../define/task-reference.ts'
import type { StoredGrowth, TaskDocument } from '../document/task-document.ts'
import { LeaseLost, TaskloomError } from '../errors.ts'
import { readGrowths } from '../store/operations/grow-dag.ts'
import { checkOptions } from './check-options.ts'
import type { Engine } from './engine.ts'
import { extend } from './extend.ts'
import { grow, referencesTo } from './grow.ts'

/** What is known of a claim that may grow. */
export interface GrowingParts {
  readonly engine: Engine
  readonly document: TaskDocument
  readonly token: string
  readonly isHeld: () => boolean
}

/** What one attempt adds to its DAG: one push after the other, in the order of the calls. */
export class Growing implements Growth {
  readonly #parts: GrowingParts
  #growths: readonly StoredGrowth[]
  #isUncertain = false
  #pushes = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: GrowingParts) {
    this.#parts = parts
    this.#growths = parts.document.growths ?? []
  }

  /** Whether this attempt or an earlier one has pushed anything. */
  get hasGrown(): boolean {
    return this.#growths.length > 0
  }

  readonly push: Growth['push'] = async (nodes, options = {}) => {
    checkOptions('context.push', options)
    const given = readList(nodes, 'push()', isTaskNode)
    const key = this.#keyOf(options)
    await this.#next(() => this.#grow(given, key))
    return brand(answer(nodes, given))
  }

  readonly extend: Growth['extend'] = async (tasks, options = {}) => {
    checkOptions('context.extend', options)
    const given = readList(tasks, 'extend()', isTaskReference)
    const nodes = given.filter(isTaskNode)
    const key = nodes.length > 0 ? this.#keyOf(options) : undefined
    await this.#next(async () => {
      if (key !== undefined) await this.#grow(nodes, key)
      if (given.length > 0) await this.#extend(given)
    })
    return brand(answer(tasks, given))
  }

  /** Resolves when everything that was begun has ended, one way or the other. */
  async ended(): Promise<void> {
    await this.#last
  }

  /** The number is taken at the call: what runs before it must not change it. */
  #keyOf({ key }: GrowthOptions): readonly (string | number)[] {
    if (key === undefined) return ['call', (this.#pushes += 1)]
    if (typeof key === 'string' && key !== '') return ['key', key]
    throw refuse(`\`key\` is ${describeValue(key)}. Pass a text that is the same in every attempt.`)
  }

  /** Whether the task is still held then is asked by the write that makes it final. */
  async #next<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    const { engine, document, isHeld } = this.#parts
    if (!isHeld()) throw new LeaseLost({ id: document._id, name: document.name }, document.attempt)
    const turn = this.#last.then(() => engine.underWay(act()))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async #grow(given: readonly TaskNode[], key: readonly (string | number)[]): Promise<void> {
    const { engine, document: task, token } = this.#parts
    if (this.#isUncertain) this.#growths = await readGrowths(engine.store, task._id)
    this.#isUncertain = true
    const growth = await grow({ engine, task, token }, { given, key, growths: this.#growths })
    this.#isUncertain = false
    if (growth !== undefined) this.#growths = [...this.#growths, growth]
  }

  async #extend(given: readonly TaskReference[]): Promise<void> {
    const { engine, document: task, token } = this.#parts
    const { purgeAt } = task
    await extend({ engine, task, token }, { tasks: referencesTo(given), growths: this.#growths, purgeAt })
  }
}

function readList<Item>(given: unknown, method: string, isItem: (value: unknown) => value is Item): Item[] {
  const list: unknown[] = [given].flat()
  const stranger = list.find((each) => !isItem(each))
  if (stranger === undefined) return list.filter(isItem)
  throw refuse(
    `${method} was given ${describeValue(stranger)}. Pass nodes, which are made by calling a definition${isItem === isTaskNode ? '' : ", or references: Task.id('…')"}.`,
  )
}

/** One for one, a list for a list. */
function answer(asked: unknown, given: readonly TaskReference[]): object {
  const references = referencesTo(given)
  const [first = references] = references
  return Array.isArray(asked) ? Object.freeze(references) : first
}

function refuse(message: string): TaskloomError {
  return new TaskloomError('INVALID_OPTION', message)
}
