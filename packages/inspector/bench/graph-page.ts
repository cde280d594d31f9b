import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

import react from '@vitejs/plugin-react'
import { build } from 'vite'

import { sampleGraph } from '../client/graph/testing/sample-graph.ts'
import { fan, forest, lockfile, pipeline, tangle, type Shape } from '../client/graph/testing/shapes.ts'

const shapes: Readonly<Record<string, (size: number) => Shape>> = { pipeline, forest, fan, tangle, lockfile }

const kinds: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

/** The page of the graph, built as it ships, with made graphs at `/api/<shape>/<tasks>/graph`. */
export interface GraphPage extends AsyncDisposable {
  readonly address: string
}

export async function serveGraphPage(): Promise<GraphPage> {
  const folder = await mkdtemp(join(tmpdir(), 'taskloom-graph-page-'))
  await build({
    root: fileURLToPath(new URL('../client/graph/bench', import.meta.url)),
    base: './',
    logLevel: 'error',
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
    },
  })
  const server = createServer((request, response) => {
    void give(folder, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: async () => {
      await closed(server)
      await rm(folder, { recursive: true })
    },
  }
}

async function give(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, kind, body } = await answer(folder, request.url ?? '/')
  response.writeHead(status, { 'content-type': kind })
  response.end(body)
}

interface Answer {
  readonly status: number
  readonly kind: string
  readonly body: string | Buffer
}

const graphs = new Map<string, string>()

async function answer(folder: string, url: string): Promise<Answer> {
  const { pathname } = new URL(url, 'http://page')
  const [, shape, size] = /^\/api\/(\w+)\/(\d+)\/graph$/.exec(pathname) ?? []
  const make = shapes[shape ?? '']
  if (make !== undefined) {
    const body = graphs.get(pathname) ?? JSON.stringify(sampleGraph(make(Number(size)), { now: Date.now() }))
    graphs.set(pathname, body)
    return { status: 200, kind: 'application/json', body }
  }
  const file = join(folder, normalize(pathname === '/' ? '/index.html' : pathname))
  try {
    return {
      status: 200,
      kind: kinds[extname(file)] ?? 'application/octet-stream',
      body: await readFile(file),
    }
  } catch {
    return { status: 404, kind: 'text/plain', body: 'Not found' }
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections()
    server.close(() => resolve())
  })
}
