import { defineTask, direct, type ClaimedTaskOf, type Loom } from '@taskloom/sdk'
import { onWritePoint, type TestLoom, type WritePoint } from '@taskloom/sdk/testing'
import * as fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { dyingAt } from '../support/dying.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { sizeFor } from '../support/sizes.ts'
import { testLoom } from '../support/test-loom.ts'

afterEach(() => onWritePoint(undefined))

/** A task that pushes or extends by its children, when it runs. */
interface Branch {
  readonly name: string
  readonly extends: boolean
  readonly children: readonly Branch[]
}

const branch: z.ZodType<Branch, Branch> = z.lazy(() =>
  z.object({ name: z.string(), extends: z.boolean(), children: z.array(branch) }),
)
const Grow = defineTask({ name: 'grow', schema: branch })
const Last = defineTask({ name: 'last', schema: z.object({}), dependsOn: { root: direct(Grow) } })

const runs = sizeFor('random growth', { full: 40, fast: 10, slow: 4 })

/** Where a process dies, and how often that point is reached before. */
interface Death {
  readonly point: WritePoint
  readonly nth: number
}

const points = [
  'push.record',
  'push.chunk',
  'grow.decide',
  'grow.open',
  'grow.dag',
  'push.release',
  'push.close',
  'extend.keep',
  'extend.announce',
  'extend.dependents',
  'settle.write',
  'resolve.flip',
] as const

/** All may hit the same task, which must outlive them. */
const mostDeaths = 6
const limits = { maxRecoveries: mostDeaths + 1 }

const randomDeaths = fc.array(
  fc.record<Death>({ point: fc.constantFrom(...points), nth: fc.integer({ min: 1, max: 2 }) }),
  { maxLength: mostDeaths },
)

type Shape = Omit<Branch, 'name' | 'children'> & { readonly children: readonly Shape[] }

const randomTree: (depth?: number) => fc.Arbitrary<Shape> = fc.memo((depth) =>
  fc.record<Shape>({
    extends: fc.boolean(),
    children: depth <= 1 ? fc.constant([]) : fc.array(randomTree(), { maxLength: 3 }),
  }),
)

/** Names every branch by the way to it. */
function named(tree: Shape, name = 'root'): Branch {
  return { ...tree, name, children: tree.children.map((child, place) => named(child, `${name}.${place}`)) }
}

function all(tree: Branch): Branch[] {
  return [tree, ...tree.children.flatMap(all)]
}

/** What whoever depends on a branch waits for. */
function waitedFor(tree: Branch): Branch[] {
  return [tree, ...(tree.extends ? tree.children.flatMap(waitedFor) : [])]
}

async function grow(task: ClaimedTaskOf<typeof Grow>): Promise<void> {
  const { children } = task.payload
  const nodes = children.map((child) => Grow(child))
  await (task.payload.extends ? task.extend(nodes) : task.push(nodes))
  await task.finish()
}

/** Claims one task and grows it. Returns whether there was one. */
async function growNext(loom: Loom): Promise<boolean> {
  const task = await loom.pop(Grow)
  if (task === null) return false
  await grow(task)
  return true
}

async function recover(context: TestLoom): Promise<void> {
  await context.advance('61s')
  await context.sweep()
  await context.untilResolved()
}

/** A process claims one task, and may die on the way. */
async function workAndDie(context: TestLoom, death: Death): Promise<void> {
  await dyingAt(death, context, (victim) => growNext(victim.loom))
  await recover(context)
}

/** Runs the dependent if it may run. Returns whether it ran before something that it waits for. */
async function runLast({ loom }: TestLoom, tree: Branch): Promise<boolean> {
  const last = await loom.pop(Last)
  if (last === null) return false
  const settled = await loom.find(Grow, { state: 'FINISHED' })
  const names = new Set(settled.map(({ payload }) => payload.name))
  await last.finish()
  return waitedFor(tree).some(({ name }) => !names.has(name))
}

test('growth: whatever tree grows, and wherever processes die, every task is there once, and dependents wait for all of it', async () => {
  await fc.assert(
    fc.asyncProperty(randomTree(3), randomDeaths, async (shape, deaths) => {
      await using context = await testLoom({ limits })
      await using raw = await rawDatabase(context)
      const tree = named(shape)
      const dag = await context.loom.push(Last({}, { dependsOn: { root: Grow(tree) } }))
      const early: boolean[] = []
      for (const death of deaths) {
        await workAndDie(context, death)
        early.push(await runLast(context, tree))
      }
      while (await growNext(context.loom)) {
        await context.untilResolved()
        early.push(await runLast(context, tree))
      }
      expect(early).not.toContain(true)
      const stored = await raw.tasks.find({ name: 'grow' }).toArray()
      const names = stored.map(({ payload }) => (payload as Branch).name)
      expect(names.toSorted()).toEqual(
        all(tree)
          .map(({ name }) => name)
          .toSorted(),
      )
      const { outcome, counts } = await dag.finished()
      expect({ outcome, finished: counts.FINISHED }).toEqual({
        outcome: 'FINISHED',
        finished: names.length + 1,
      })
    }),
    { numRuns: runs },
  )
})
