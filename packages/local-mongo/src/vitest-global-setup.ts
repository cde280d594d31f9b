/**
 * Gives a vitest project its MongoDB servers: one replica set and one standalone, started once for all projects
 * of a run. Name it in `globalSetup`, and read the values with `inject('mongoUri')`.
 *
 * @module
 */
import type { ProvidedContext } from 'vitest'
import type { TestProject } from 'vitest/node'

import type { LocalMongo, LocalMongoKind } from './local-mongo.ts'
import { probeSpeed, type ServerSpeed } from './probe-speed.ts'
import { startLocalMongo } from './start-local-mongo.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A replica set: the one that `MONGODB_URI` names, or one of a single node. */
    mongoUri: string
    /** A server without replication. */
    mongoStandaloneUri: string
    /** The step of the chain that found the replica set. */
    mongoKind: LocalMongoKind
    /** What the tests size themselves by. */
    mongoSpeed: ServerSpeed
    /**
     * What an everyday run leaves out, and what more on a slow server, as the project says: test files, or beginnings
     * of titles in them (`push.test.ts > push: a deep chain`).
     */
    leftOut: { readonly everyday?: readonly string[]; readonly slow?: readonly string[] }
  }
}

interface Shared {
  readonly replicaSet: LocalMongo
  readonly standalone: LocalMongo
  readonly speed: ProvidedContext['mongoSpeed']
}

interface Holder {
  users: number
  shared: Promise<Shared> | undefined
}

declare global {
  var taskloomLocalMongo: Holder | undefined
}

/** Starts the servers, or shares those that another project of this run has started. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const holder = sharedHolder()
  holder.users += 1
  holder.shared ??= start()
  const { replicaSet, standalone, speed } = await holder.shared
  project.provide('mongoUri', replicaSet.uri)
  project.provide('mongoStandaloneUri', standalone.uri)
  project.provide('mongoKind', replicaSet.kind)
  project.provide('mongoSpeed', speed)
  return async () => {
    holder.users -= 1
    if (holder.users > 0) return
    holder.shared = undefined
    await Promise.all([replicaSet.stop(), standalone.stop()])
  }
}

/** Each project loads this module anew; what they share hangs on the process. */
function sharedHolder(): Holder {
  globalThis.taskloomLocalMongo ??= { users: 0, shared: undefined }
  return globalThis.taskloomLocalMongo
}

async function start(): Promise<Shared> {
  const replicaSet = await startLocalMongo({ topology: 'replica-set', onMessage: say })
  try {
    const standalone = await startLocalMongo({ topology: 'standalone' })
    const probe = await probeSpeed(replicaSet.uri)
    say(`replica set: ${replicaSet.description}`)
    say(`standalone: ${standalone.description}`)
    say(`speed: ${probe.description}`)
    return { replicaSet, standalone, speed: probe.speed }
  } catch (error) {
    await replicaSet.stop()
    throw error
  }
}

function say(line: string): void {
  process.stdout.write(`MongoDB | ${line}\n`)
}
