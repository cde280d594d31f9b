import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'

import { fakeServer, writeProgram } from './machine.ts'

/** How the stand-in for MongoDB's download server answers. */
type MirrorMode =
  | 'serves'
  | 'forbids'
  | 'hangs up'
  | 'is silent'
  | 'cuts off'
  | 'stalls'
  | 'serves a damaged file'

/** A stand-in for MongoDB's download server. */
export interface Mirror extends AsyncDisposable {
  mode: MirrorMode
  /** The ranges that were asked for, one for each request for the archive. */
  readonly requests: string[]
  /** The environment variables that lead mongodb-memory-server here. */
  readonly environment: Record<string, string>
}

const archiveName = 'mongodb-linux-x86_64-debian12-9.0.0.tgz'

/** Starts a stand-in that has an archive with a fake `mongod`. */
export async function startMirror(folder: string): Promise<Mirror> {
  const archive = await makeArchive(folder)
  const mirror = { mode: 'serves' as MirrorMode, requests: [] as string[] }
  const server = createServer((request, response) => {
    if (request.url?.endsWith('.md5')) {
      send(response, Buffer.from(`${createHash('md5').update(archive).digest('hex')}  ${archiveName}\n`))
      return
    }
    mirror.requests.push(request.headers.range ?? 'all')
    answers[mirror.mode](archive, request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return Object.assign(mirror, {
    environment: {
      MONGOMS_DOWNLOAD_URL: `http://127.0.0.1:${port}/${archiveName}`,
      MONGOMS_USE_HTTP: 'true',
      MONGOMS_VERSION: '9.0.0',
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  })
}

type Answer = (archive: Buffer, request: IncomingMessage, response: ServerResponse) => void

const answers: Readonly<Record<MirrorMode, Answer>> = {
  serves(archive, request, response) {
    const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
    send(response, archive.subarray(from), from > 0 ? 206 : 200)
  },
  forbids: (_archive, _request, response) => send(response, Buffer.from('no'), 403),
  'hangs up': (_archive, request) => request.socket.destroy(),
  'is silent': () => {},
  'cuts off': (archive, request, response) => sendHalf(archive, response, () => request.socket.destroySoon()),
  stalls: (archive, _request, response) => sendHalf(archive, response, () => {}),
  'serves a damaged file': (archive, _request, response) => send(response, Buffer.alloc(archive.length)),
}

function send(response: ServerResponse, body: Buffer, status = 200): void {
  response.writeHead(status, { 'content-length': body.length }).end(body)
}

function sendHalf(archive: Buffer, response: ServerResponse, andThen: () => void): void {
  response.writeHead(200, { 'content-length': archive.length })
  response.write(archive.subarray(0, archive.length / 2), andThen)
}

async function makeArchive(folder: string): Promise<Buffer> {
  const contents = join(folder, 'mirror')
  const program = join(contents, 'mongodb', 'bin', 'mongod')
  // Files of less than 1 MiB count as damaged; noise keeps the archive itself large enough to be cut.
  const noise = Array.from({ length: 40_000 }, (_, index) =>
    createHash('sha256').update(String(index)).digest('hex'),
  )
  await writeProgram(program, `${fakeServer}\n//${noise.join('')}`)
  const archive = join(contents, archiveName)
  execFileSync('tar', ['-czf', archive, '-C', contents, 'mongodb'])
  return await readFile(archive)
}
