import { setTimeout as delay } from 'node:timers/promises'

import { type Connection, inspectServer, type ServerFacts } from './inspect-server.ts'
import type { Supervised } from './supervise.ts'

/** What of a server's program the wait needs. */
interface Preparable {
  readonly name: string
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

/** How to reach a server that answers, and what it is. */
export interface Ready {
  readonly uri: string
  readonly facts: ServerFacts
}

/** Waits until the server answers the driver; throws if its process ends before that, or the time is over. */
export async function waitUntilReady(
  program: Preparable,
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
  program: Preparable,
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
