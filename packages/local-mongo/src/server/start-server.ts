import { rm } from 'node:fs/promises'

import type { LocalMongo, LocalMongoKind, StepRequest } from '../local-mongo.ts'
import { createDataFolder, type DataFolder, readOwner } from './data-folder.ts'
import type { Connection } from './inspect-server.ts'
import { supervise } from './supervise.ts'
import { waitUntilReady } from './wait-until-ready.ts'

/** How a kind of server is started. */
export interface ServerProgram {
  readonly kind: LocalMongoKind
  /** Begins the description, for example "mongod on the PATH". */
  readonly name: string
  readonly command: string
  args(folder: DataFolder): readonly string[]
  /** Gives the port for the line in which the server says that it listens, undefined for others. */
  portFrom(line: string): number | undefined
  /** What must be done before the server is ready, for example to initiate the replica set. */
  prepare?(connection: Connection): Promise<void>
}

/** Starts a server with fresh data, on loopback alone, and waits until it answers the driver. */
export async function startServer(program: ServerProgram, request: StepRequest): Promise<LocalMongo> {
  const folder = await createDataFolder(request.environment, request.home?.folder)
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
  const announced: { port?: (port: number) => void } = {}
  const port = new Promise<number>((resolve) => {
    announced.port = resolve
  })
  const server = supervise({
    command: program.command,
    args: program.args(folder),
    environment: request.environment,
    // Not the caller's folder: a server's own configuration file there must not count.
    folder: folder.root,
    // Where its data goes with it, there is nothing that a slow, orderly end would save.
    graceMilliseconds: request.home === undefined ? 300 : 30_000,
    ownerFile: folder.ownerFile,
    removeAtEnd: folder.root,
    onLine(line) {
      const printed = program.portFrom(line)
      if (printed !== undefined) announced.port?.(printed)
    },
  })
  return { server, port }
}
