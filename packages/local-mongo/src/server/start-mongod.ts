import { createServer } from 'node:net'

import { MongoServerError } from 'mongodb'

import type { LocalMongo, LocalMongoKind, StepRequest } from '../local-mongo.ts'
import { type Connection, withClient } from './inspect-server.ts'
import { startServer } from './start-server.ts'
import { ServerDidNotStart } from './wait-until-ready.ts'

/** How often another port is tried when a foreign process was faster. */
const portAttempts = 5

/** Which `mongod`, and how messages call it. */
export interface MongodProgram {
  readonly kind: LocalMongoKind
  readonly name: string
  readonly command: string
}

/** Starts MongoDB's own server, as a replica set of one unless a standalone is wanted. */
export async function startMongod(program: MongodProgram, request: StepRequest): Promise<LocalMongo> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnFreePort(program, request)
    } catch (error) {
      const portTaken =
        request.home?.port === undefined &&
        error instanceof ServerDidNotStart &&
        /address already in use/i.test(error.output)
      if (!portTaken || attempt === portAttempts) throw error
      request.onMessage(`${program.name}: the port was taken meanwhile, trying another`)
    }
  }
}

async function startOnFreePort(program: MongodProgram, request: StepRequest): Promise<LocalMongo> {
  const port = request.home?.port ?? (await freePort())
  const standalone = request.topology === 'standalone'
  return await startServer(
    {
      ...program,
      args: ({ data }) => [
        '--bind_ip',
        '127.0.0.1',
        '--port',
        String(port),
        '--dbpath',
        data,
        '--wiredTigerCacheSizeGB',
        '0.5',
        ...(standalone ? [] : ['--replSet', 'taskloom']),
      ],
      // Not before it says so: on a port that was taken meanwhile, another server would answer.
      portFrom: (line) => (/waiting for connections/i.test(line) ? port : undefined),
      ...(standalone ? {} : { prepare: (connection: Connection) => initiateReplicaSet(port, connection) }),
    },
    request,
  )
}

async function initiateReplicaSet(port: number, connection: Connection): Promise<void> {
  const members = [{ _id: 0, host: `127.0.0.1:${port}` }]
  await withClient(connection, async (client) => {
    try {
      await client.db('admin').command({ replSetInitiate: { _id: 'taskloom', members } })
    } catch (error) {
      const alreadyInitialized = 23
      if (!(error instanceof MongoServerError) || error.code !== alreadyInitialized) throw error
    }
  })
}

/** A port that nothing listens on at this moment. */
async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : 0))
    })
  })
}
