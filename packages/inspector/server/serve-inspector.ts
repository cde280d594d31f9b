import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { posix } from 'node:path'

import express from 'express'

import { createInspector, type Inspector } from './inspector.ts'
import { InspectorMistake } from './mistake.ts'
import type { InspectorSettings, Source } from './options.ts'
import { isLoopback } from './security/loopback.ts'

/** Several databases, by names that stand in their addresses. */
export interface SeveralSources {
  readonly sources: Readonly<Record<string, Source>>
}

export type ServeOptions = (Source | SeveralSources) &
  InspectorSettings & {
    /**
     * The address to listen on.
     * @defaultValue '127.0.0.1'
     */
    readonly host?: string
    /**
     * The port; 0 takes a free one.
     * @defaultValue 4983
     */
    readonly port?: number
    /**
     * The path that the inspector is mounted at; of several sources each is at its name under it.
     * @defaultValue '/'
     */
    readonly basePath?: string
  }

/** An inspector with a server of its own. */
export interface ServedInspector extends AsyncDisposable {
  /** The address to open; with a secret in it that signs one browser in, when `auth` is a token. */
  readonly url: string
  /** Resolves when every database has answered. @throws Problem `DATABASE_DOWN` when one does not at the first try. */
  ready(): Promise<void>
  /** Ends the server and the inspector. */
  close(): Promise<void>
}

/**
 * Serves an inspector by itself, or one for each of several sources, which lead to each other.
 * @throws InspectorMistake when it would listen beyond this machine although nobody has to sign in, or cannot listen.
 */
export async function serveInspector(options: ServeOptions): Promise<ServedInspector> {
  const { host = '127.0.0.1', port = 4_983, basePath = '/', ...rest } = options
  refuseOpenDoor(host, rest)
  const allowedHosts = [...(rest.allowedHosts ?? []), ...namesOf(host)]
  const mounts = mountsOf({ ...rest, allowedHosts }, `/${basePath.replace(/^\/+|\/+$/g, '')}`)
  const app = express().disable('x-powered-by').set('trust proxy', trustedProxies(rest))
  for (const { path, inspector } of mounts) app.use(path, inspector)
  const [first] = mounts
  // Every path above the first leads there; relative to it, whatever a proxy has taken away.
  for (let place = first.path; place !== '/'; place = posix.dirname(place))
    app.get(posix.dirname(place), (request, response) => {
      const here = request.path.endsWith('/') ? '' : `${posix.basename(request.path)}/`
      response.redirect(`./${here}${posix.relative(posix.dirname(place), first.path)}/`)
    })
  const end = async (): Promise<void> => {
    for (const { inspector } of mounts) await inspector.close()
  }
  const server = await listen(createServer(app), port, host).catch(async (error: unknown) => {
    await end()
    throw error
  })
  const close = async (): Promise<void> => {
    await end()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    url: addressOf(server, first.path, first.inspector),
    ready: async () => void (await Promise.all(mounts.map(({ inspector }) => inspector.ready()))),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** @throws InspectorMistake */
function refuseOpenDoor(host: string, { auth = 'none', insecure }: InspectorSettings): void {
  if (isLoopback(host) || auth !== 'none' || insecure === true) return
  throw new InspectorMistake(
    `Whoever reaches ${host} could see and change every task. Choose how to sign in (auth; on the command line --token, or --user and --password), or say that you mean it (insecure, --insecure).`,
  )
}

interface Mount {
  readonly path: string
  readonly inspector: Inspector
}

/** @throws InspectorMistake when there is no source, or one whose name cannot be in an address. */
function mountsOf(
  options: (Source | SeveralSources) & InspectorSettings,
  path: string,
): readonly [Mount, ...Mount[]] {
  if (!('sources' in options)) return [{ path, inspector: createInspector(options) }]
  const { sources, ...settings } = options
  const names = Object.keys(sources)
  const places = names.map((name) => ({ name, href: `../${nameInPath(name)}/` }))
  const [first, ...others] = Object.entries(sources).map(([name, source]) => ({
    path: `${path === '/' ? '' : path}/${nameInPath(name)}`,
    inspector: createInspector({ ...settings, ...source, environment: name, places }),
  }))
  if (first === undefined) throw new InspectorMistake('No source was given.')
  return [first, ...others]
}

/** @throws InspectorMistake */
function nameInPath(name: string): string {
  if (/^[\w-]+$/.test(name)) return name
  throw new InspectorMistake(`A source is named by letters, digits, - and _, and not "${name}".`)
}

/** One: what it adds to its headers comes last, and what comes before anybody can have written. */
function trustedProxies({ trustProxy }: InspectorSettings): number {
  return trustProxy === true ? 1 : 0
}

/** Every address is one of a machine that can have any name: which one is for the options to say. */
function namesOf(host: string): string[] {
  return host === '0.0.0.0' || host === '::' ? [] : [host.includes(':') ? `[${host}]` : host]
}

function listen(server: Server, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new InspectorMistake(`The inspector cannot listen on ${host}, port ${port}: ${error.message}.`))
    })
    server.listen(port, host, () => resolve(server))
  })
}

function addressOf(server: Server, mount: string, inspector: Inspector): string {
  const { address, port, family } = server.address() as AddressInfo
  const isEverywhere = address === '0.0.0.0' || address === '::'
  const host = isEverywhere ? 'localhost' : family === 'IPv6' ? `[${address}]` : address
  const token = inspector.createLoginToken()
  const query = token === undefined ? '' : `?token=${token}`
  return `http://${host}:${port}${mount === '/' ? '' : mount}/${query}`
}
