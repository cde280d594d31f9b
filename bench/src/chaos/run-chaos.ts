import { setTimeout as delay } from 'node:timers/promises'

import { connect, TaskloomError, type Dag, type Loom } from '@taskloom/sdk'
import { MongoClient, type Collection } from 'mongodb'

import { randomNumbers } from '../random-numbers.ts'
import { layers } from '../shapes.ts'
import { chaosNode, ChaosTask, runsCollection, type Run } from './chaos-task.ts'
import { Fleet } from './fleet.ts'
import { UnrulyServer } from './unruly-server.ts'
import { judge, type Verdict } from './verdict.ts'

/** How much there is to do, and how much goes wrong meanwhile. */
export interface ChaosOptions {
  readonly tasks: number
  readonly processes: number
  /** Decides who is killed and when, and how the graph looks. */
  readonly seed: number
  /** The longest time between two kills, in milliseconds. */
  readonly calm: number
}

export interface ChaosReport {
  readonly server: string
  readonly seconds: number
  readonly killed: number
  /** What happened to the database. */
  readonly troubles: readonly Trouble[]
  readonly healed: number
  readonly verdict: Verdict
}

/** Short, so that what a dead process held is soon taken up. */
const times = { lease: '3s', sweepTick: '500ms' } as const

const database = 'chaos'

/** What happens to the database, and after which share of the graph; pauses in milliseconds. */
const troubles: readonly (readonly [
  share: number,
  name: Trouble,
  cause: (server: UnrulyServer) => Promise<void>,
])[] = [
  [0.2, 'pause', (server) => server.pause(1_000)],
  [0.4, 'restart', (server) => server.restart()],
  // Longer than a lease: every claim looks dead, and none need be.
  [0.6, 'pause', (server) => server.pause(4_500)],
]

type Trouble = 'pause' | 'restart'

/**
 * Works off a layered graph with many processes while they are killed and started again at random, and while the
 * database is paused twice and restarted once. Whatever it starts or stores is gone when it has ended.
 */
export async function runChaos(
  { tasks, processes, seed, calm }: ChaosOptions,
  { signal, say }: { readonly signal: AbortSignal; readonly say: (line: string) => void },
): Promise<ChaosReport> {
  const random = randomNumbers(seed)
  await using server = await UnrulyServer.start(say)
  const { uri, description } = server.local
  say(`Server: ${description}.`)
  await using client = await new MongoClient(uri).connect()
  const runs = client.db(database).collection<Run>(runsCollection)
  await using loom = await connect({ uri, database, sweeper: false, times })
  const nodes = layers(Math.ceil(tasks / 50), seed)(tasks, chaosNode)
  await using fleet = new Fleet({ uri, database, concurrency: 5, longest: 20, times }, processes)
  await fleet.ready()
  const started = performance.now()
  const dag = await loom.push(nodes)
  const over = new AbortController()
  const ended = AbortSignal.any([over.signal, signal])
  const [, , troubled] = await Promise.all([
    untilFinished(dag, signal).finally(() => over.abort()),
    killAtRandom(fleet, { random, calm, ended }),
    troubleServer(server, { progress: () => share(runs, tasks), ended, say }),
  ])
  const seconds = (performance.now() - started) / 1_000
  await fleet.stop()
  return {
    server: description,
    seconds,
    killed: fleet.killed,
    troubles: troubled,
    healed: await loom.healed(),
    verdict: judge({ nodes, tasks: await readTasks(loom, tasks), runs: await runs.find().toArray() }),
  }
}

async function readTasks(loom: Loom, count: number) {
  return loom.find(ChaosTask, {}, { limit: count + 1 })
}

/** How much of the graph has run. */
async function share(runs: Collection<Run>, tasks: number): Promise<number> {
  return (await runs.estimatedDocumentCount()) / tasks
}

async function killAtRandom(
  fleet: Fleet,
  {
    random,
    calm,
    ended,
  }: { readonly random: () => number; readonly calm: number; readonly ended: AbortSignal },
): Promise<void> {
  while (!ended.aborted) {
    await wait(calm * (0.2 + 0.8 * random()), ended)
    if (!ended.aborted) await fleet.killOne(random())
  }
}

interface Troubling {
  readonly progress: () => Promise<number>
  readonly ended: AbortSignal
  readonly say: (line: string) => void
}

async function troubleServer(server: UnrulyServer, { progress, ended, say }: Troubling): Promise<Trouble[]> {
  const done: Trouble[] = []
  for (const [share, name, cause] of troubles) {
    while (!ended.aborted && (await progress().catch(() => 0)) < share) await wait(200, ended)
    if (ended.aborted) return done
    say(`${Math.round(share * 100)} % have run: ${name} of the server.`)
    await cause(server)
    done.push(name)
  }
  return done
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined)
}

/** However often the database is away. */
async function untilFinished(dag: Dag, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await dag.finished({ signal })
      return
    } catch (error) {
      if (signal.aborted || error instanceof TaskloomError) throw error
      await wait(200, signal)
    }
  }
}
