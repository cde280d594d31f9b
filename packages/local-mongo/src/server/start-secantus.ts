import type { LocalMongo, LocalMongoKind, StepRequest } from '../local-mongo.ts'
import { startServer } from './start-server.ts'

/** Which of SecantusDB's two servers, and where. */
export interface SecantusProgram {
  readonly kind: LocalMongoKind
  readonly name: string
  readonly command: string
}

/** Starts a server of SecantusDB on a port of its own choice, which it prints. */
export async function startSecantus(program: SecantusProgram, request: StepRequest): Promise<LocalMongo> {
  const standalone = request.topology === 'standalone' ? ['--standalone'] : []
  return await startServer(
    {
      ...program,
      args: ({ data }) => [
        '--host',
        '127.0.0.1',
        '--port',
        String(request.home?.port ?? 0),
        '--storage-path',
        data,
        '--cache-size',
        '512M',
        '--log-level',
        'INFO',
        ...standalone,
      ],
      portFrom: portOf,
    },
    request,
  )
}

/** Reads "secantusd-rs listening on 127.0.0.1:42913". */
function portOf(line: string): number | undefined {
  const port = /listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1]
  return port === undefined ? undefined : Number(port)
}
