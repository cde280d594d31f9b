import type { ClaimedTaskOf, TaskNode } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import * as fc from 'fast-check'
import { expect } from 'vitest'

import type { VertexKind } from '../random-dags.ts'
import type { RawDatabase } from '../raw-database.ts'
import { end, giveBack, isOpen, pop, push, type Model } from './model.ts'
import { retry, rerun, type RunAgainAnswer } from './run-again.ts'

/** One life of a graph in a real database. Many share a loom; each has a definition of its own. */
export interface Real {
  readonly context: TestLoom
  readonly raw: RawDatabase
  readonly kind: VertexKind
  readonly nodes: readonly TaskNode[]
  /** What was claimed and not settled, also what was lost since: by place, the oldest first. */
  readonly claims: Claim[]
}

interface Claim {
  readonly place: number
  readonly task: ClaimedTaskOf<VertexKind>
  /** Whether the claim still holds its task. */
  isHeld: boolean
}

type Step = (model: Model, real: Real, number: number) => Promise<void>

interface CommandKind {
  readonly weight: number
  /** Whether the command makes sense now. */
  readonly isPossible: (model: Model) => boolean
  readonly step: Step
}

const hasTasks = ({ tasks }: Model): boolean => tasks.length > 0
const hasRunning = ({ tasks }: Model): boolean => tasks.some(({ state }) => state === 'RUNNING')

/** The task that a number points at. */
function placeOf({ tasks }: Model, number: number): number {
  return number % tasks.length
}

/** A command that ends any task, whatever its state. */
function ending(state: 'CANCELLED' | 'DELETED', act: (real: Real, node: TaskNode) => Promise<boolean>): Step {
  return async (model, real, number) => {
    const place = placeOf(model, number)
    const ended = await act(real, real.nodes[place]!)
    expect(ended).toBe(end(model, place, state))
    lose(real, place)
  }
}

/** A command that ends a claim, which may be lost: then nothing changes, and its holder is told. */
function settling(state: 'FINISHED' | 'FAILED', act: (claim: Claim, number: number) => Promise<void>): Step {
  return async (model, { claims }, number) => {
    const [claim] = claims.splice(number % claims.length, 1)
    if (claim === undefined) return
    if (!claim.isHeld) {
      await expect(act(claim, number)).rejects.toMatchObject({ code: 'LEASE_LOST' })
      return
    }
    await act(claim, number)
    end(model, claim.place, state)
  }
}

/** A command that makes a task run again, or is refused. */
function runningAgain(
  rule: (model: Model, place: number) => RunAgainAnswer,
  act: (real: Real, node: TaskNode) => Promise<number>,
): Step {
  return async (model, real, number) => {
    const place = placeOf(model, number)
    const running = model.tasks.map(({ state }) => state === 'RUNNING')
    const answer = rule(model, place)
    const acted = act(real, real.nodes[place]!)
    if (typeof answer === 'string') await expect(acted).rejects.toMatchObject({ code: answer })
    else expect(await acted).toBe(answer)
    for (const [at, { state }] of model.tasks.entries())
      if (running[at] && state !== 'RUNNING') lose(real, at)
  }
}

/** Nobody's claim holds this task any more. */
function lose({ claims }: Real, place: number): void {
  for (const claim of claims) if (claim.place === place) claim.isHeld = false
}

/** Makes a task older than its time, which stays what it was: one that runs again has it whole. */
async function age({ raw }: Real, _id: string): Promise<void> {
  const [created, expires] = [25, 1].map((hours) => new Date(Date.now() - hours * 3_600_000))
  await raw.tasks.updateOne({ _id }, { $set: { createdAt: created!, expiresAt: expires! } })
  await raw.tasks.updateOne({ _id, resetAt: { $exists: true } }, { $set: { resetAt: created! } })
}

/** A claim that still holds its task. */
function returnable({ claims }: Real, number: number): Claim | undefined {
  const held = claims.filter(({ isHeld }) => isHeld)
  return held[number % Math.max(1, held.length)]
}

const kinds = {
  push: {
    weight: 8,
    isPossible: ({ isRefused, tasks, vertices }) => !isRefused && tasks.length < vertices.length,
    step: async (model, { context, nodes }, number) => {
      const from = model.tasks.length
      const places = push(model, 3 + (number % 6))
      const pushing = context.loom.push(nodes.slice(from, from + 3 + (number % 6)))
      if (places === undefined) await expect(pushing).rejects.toMatchObject({ code: 'DEPENDENCY_NOT_FOUND' })
      else expect((await pushing).taskIds).toEqual(places.map((place) => nodes[place]!.id))
    },
  },
  pop: {
    weight: 6,
    isPossible: () => true,
    step: async (model, { context, kind, nodes, claims }, number) => {
      const tasks = await context.loom.popMany(kind, 1 + (number % 3))
      const places = pop(model, 1 + (number % 3))
      expect(tasks.map(({ id }) => id)).toEqual(places.map((place) => nodes[place]!.id))
      claims.push(...tasks.map((task, index) => ({ place: places[index]!, task, isHeld: true })))
    },
  },
  finish: {
    weight: 6,
    isPossible: hasRunning,
    step: settling('FINISHED', ({ task }, number) => task.finish(number)),
  },
  fail: {
    weight: 5,
    isPossible: hasRunning,
    step: settling('FAILED', ({ task }) => task.fail(new Error('no'))),
  },
  giveBack: {
    weight: 1,
    isPossible: hasRunning,
    step: async (model, real, number) => {
      const claim = returnable(real, number)
      if (claim === undefined) return
      await claim.task[Symbol.asyncDispose]()
      giveBack(model, claim.place, false)
      real.claims.splice(real.claims.indexOf(claim), 1)
    },
  },
  crash: {
    weight: 3,
    isPossible: hasRunning,
    step: async (model, real, number) => {
      const claim = returnable(real, number)
      if (claim === undefined) return
      await real.raw.tasks.updateOne({ _id: claim.task.id }, { $set: { 'lease.until': new Date(0) } })
      await real.context.sweep()
      giveBack(model, claim.place, true)
      claim.isHeld = false
    },
  },
  expire: {
    weight: 1,
    isPossible: ({ tasks }) => tasks.some(isOpen),
    step: async (model, real, number) => {
      const place = placeOf(model, number)
      await age(real, real.nodes[place]!.id)
      await real.context.sweep()
      if (end(model, place, 'EXPIRED')) lose(real, place)
    },
  },
  cancel: {
    weight: 1,
    isPossible: hasTasks,
    step: ending('CANCELLED', ({ context }, node) => context.loom.cancel(node)),
  },
  retry: {
    weight: 2,
    isPossible: hasTasks,
    step: runningAgain(retry, ({ context }, node) => context.loom.retry(node)),
  },
  rerun: {
    weight: 1,
    isPossible: hasTasks,
    step: runningAgain(rerun, ({ context }, node) => context.loom.rerunFrom(node)),
  },
  delete: {
    weight: 1,
    isPossible: hasTasks,
    step: ending('DELETED', ({ context }, node) => context.loom.delete(node)),
  },
} satisfies Record<string, CommandKind>

/** After every command the database must say what the model says. */
async function compare({ tasks }: Model, { context, raw, kind, nodes }: Real): Promise<void> {
  await context.untilResolved()
  const found = await raw.tasks.find({ name: kind.name }).project({ state: 1 }).toArray()
  const states = new Map(found.map(({ _id, state }) => [String(_id), String(state)]))
  expect(nodes.slice(0, tasks.length).map(({ id }) => states.get(id) ?? 'DELETED')).toEqual(
    tasks.map(({ state }) => state),
  )
}

class ModelCommand implements fc.AsyncCommand<Model, Real> {
  readonly #name: keyof typeof kinds
  readonly #number: number

  constructor(name: keyof typeof kinds, number: number) {
    this.#name = name
    this.#number = number
  }

  check(model: Readonly<Model>): boolean {
    return kinds[this.#name].isPossible(model)
  }

  async run(model: Model, real: Real): Promise<void> {
    await kinds[this.#name].step(model, real, this.#number)
    await compare(model, real)
  }

  toString(): string {
    return `${this.#name}(${this.#number})`
  }
}

/** Finishes everything that is left; afterwards nothing may wait for anything. */
export async function drain(model: Model, real: Real): Promise<void> {
  do {
    for (const { task, place, isHeld } of real.claims.splice(0)) {
      if (!isHeld) continue
      await task.finish(0)
      end(model, place, 'FINISHED')
    }
    await compare(model, real)
    await kinds.pop.step(model, real, 2)
  } while (real.claims.length > 0)
  expect(model.tasks.filter(isOpen)).toEqual([])
}

const weighted = Object.entries(kinds).map(([name, { weight }]) => ({
  weight,
  arbitrary: fc.constant(name as keyof typeof kinds),
}))

/** Lives of a graph: commands in any order. */
export const randomCommands: fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Real>>> = fc.commands(
  [fc.tuple(fc.oneof(...weighted), fc.nat(100)).map(([name, number]) => new ModelCommand(name, number))],
  { maxCommands: 50, size: 'max' },
)
