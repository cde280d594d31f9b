import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import express from 'express'

import { createInspector, type Inspector } from './inspector.ts'
import { InspectorMistake } from './mistake.ts'
import type { InspectorOptions } from './options.ts'
import { isLoopback } from './security/loopback.ts'

export type ServeOptions = InspectorOptions & {
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
   * The path that the inspector is mounted at.
   * @defaultValue '/'
   */
  readonly basePath?: string
}

/** An inspector with a server of its own. */
export interface ServedInspector extends AsyncDisposable {
  /** The address to open; with a secret in it that signs one browser in, when `auth` is a token. */
  readonly url: string
  readonly inspector: Inspector
  /** Ends the server and the inspector. */
  close(): Promise<void>
}

/**
 * Serves an inspector by itself.
 * @throws InspectorMistake when it would listen beyond this machine although nobody has to sign in, or cannot listen.
 */
export async function serveInspector(options: ServeOptions): Promise<ServedInspector> {
  const { host = '127.0.0.1', port = 4_983, basePath = '/', ...rest } = options
  if (!isLoopback(host) && (rest.auth ?? 'none') === 'none' && rest.insecure !== true) {
    throw new InspectorMistake(
      `Whoever reaches ${host} could see and change every task. Choose how to sign in (auth; on the command line --token, or --user and --password), or say that you mean it (insecure, --insecure).`,
    )
  }
  const inspector = createInspector({
    ...rest,
    allowedHosts: [...(rest.allowedHosts ?? []), ...namesOf(host)],
  })
  const mount = `/${basePath.replace(/^\/+|\/+$/g, '')}`
  const app = express().disable('x-powered-by').set('trust proxy', trustedProxies(rest))
  app.use(mount, inspector)
  if (mount !== '/') app.get('/', (_request, response) => response.redirect(`${mount}/`))
  const server = await listen(createServer(app), port, host).catch(async (error: unknown) => {
    await inspector.close()
    throw error
  })
  const close = async (): Promise<void> => {
    await inspector.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: addressOf(server, mount, inspector), inspector, close, [Symbol.asyncDispose]: close }
}

/** One: what it adds to its headers comes last, and what comes before anybody can have written. */
function trustedProxies({ trustProxy }: ServeOptions): number {
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
