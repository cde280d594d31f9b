import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

import type { LocalMongo, LocalMongoKind, StepRequest } from '../local-mongo.ts'
import { createDataFolder, type DataFolder, readOwner } from './data-folder.ts'
import { type Connection, inspectServer, type ServerFacts } from './inspect-server.ts'
import { supervise, type Supervised } from './supervise.ts'

/** How a kind of server is started. */
export interface ServerProgram {
  readonly kind: LocalMongoKind
  /** Begins the description, for example "mongod on the PATH". */
  readonly name: string
  readonly command: string
  args(folder: DataFolder): readonly string[]
  /** The port that the arguments set, or how to read it from a line that the server prints. */
  readonly port: number | ((line: string) => number | undefined)
  /** What must be done before the server is ready, for example to initiate the replica set. */
  prepare?(connection: Connection): Promise<void>
}

/** The server's process ended, or did not answer in time. */
export class ServerDidNotStart extends Error {
  override readonly name = 'ServerDidNotStart'
  /** The end of what the server printed. */
  readonly output: string

  constructor(message: string, output: string) {
    super(output ? `${message}; its last words: ${lastLines(output)}` : message)
    this.output = output
  }
}

/** Starts a server with fresh data, on loopback alone, and waits until it answers the driver. */
export async function startServer(program: ServerProgram, request: StepRequest): Promise<LocalMongo> {
  const folder = await createDataFolder(request.environment)
  const { server, port } = launch(program, folder, request)
  try {
    const ready = await waitUntilReady(program, server, { port, milliseconds: request.startMilliseconds })
    const owner = await readOwner(folder.ownerFile)
    server.release()
    const { uri, facts } = ready
    return {
      uri,
      kind: program.kind,
      description: `${program.name}, version ${facts.version}, ${facts.topology}`,
      ...(owner ? { pid: owner.server } : {}),
      stop: () => server.stop(),
      [Symbol.asyncDispose]: () => server.stop(),
    }
  } catch (error) {
    await server.stop()
    await rm(folder.root, { recursive: true, force: true })
    throw error
  }
}

function launch(program: ServerProgram, folder: DataFolder, request: StepRequest) {
  const { port } = program
  const announced: { port?: (port: number) => void } = {}
  const known = new Promise<number>((resolve) => {
    announced.port = resolve
  })
  if (typeof port === 'number') announced.port?.(port)
  const server = supervise({
    command: program.command,
    args: program.args(folder),
    environment: request.environment,
    // Not the caller's folder: a server's own configuration file there must not count.
    folder: folder.root,
    // Its data goes with it, so there is nothing that a slow, orderly end would save.
    graceMilliseconds: 300,
    ownerFile: folder.ownerFile,
    removeAtEnd: folder.root,
    onLine(line) {
      const printed = typeof port === 'number' ? undefined : port(line)
      if (printed !== undefined) announced.port?.(printed)
    },
  })
  return { server, port: known }
}

interface Ready {
  readonly uri: string
  readonly facts: ServerFacts
}

async function waitUntilReady(
  program: ServerProgram,
  server: Supervised,
  { port, milliseconds }: { readonly port: Promise<number>; readonly milliseconds: number },
): Promise<Ready> {
  const over = new AbortController()
  const failed = (message: string) => new ServerDidNotStart(`${program.name} ${message}`, server.tail())
  try {
    return await Promise.race([
      port.then((known) => becomeReady(program, known, { signal: over.signal, milliseconds })),
      server.exited.then((code) => {
        throw failed(`ended with code ${code} before it was ready`)
      }),
      delay(milliseconds, undefined, { signal: over.signal }).then(() => {
        throw failed(`did not answer within ${milliseconds / 1_000} s`)
      }),
    ])
  } finally {
    over.abort()
  }
}

async function becomeReady(
  program: ServerProgram,
  port: number,
  { signal, milliseconds }: { readonly signal: AbortSignal; readonly milliseconds: number },
): Promise<Ready> {
  const direct: Connection = {
    uri: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    timeoutMilliseconds: milliseconds,
    signal,
  }
  for (;;) {
    try {
      await program.prepare?.(direct)
      const facts = await inspectServer(direct)
      const options = facts.replicaSet === undefined ? '' : `?replicaSet=${facts.replicaSet}`
      return { uri: `mongodb://127.0.0.1:${port}/${options}`, facts }
    } catch {
      // A server that has just started may refuse, or not be primary yet; the caller holds the deadline.
      await delay(50, undefined, { signal })
    }
  }
}

function lastLines(output: string): string {
  return output.split('\n').slice(-5).join(' | ').slice(-600)
}
