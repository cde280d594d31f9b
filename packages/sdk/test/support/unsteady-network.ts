import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

import { BSON } from 'mongodb'

/** What goes wrong with a command on its way. */
export type Mishap = 'request lost' | 'request late' | 'reply lost' | 'done twice' | 'not primary'

export interface MishapPlan {
  readonly mishap: Mishap
  /** Every so many commands, from this one on, counted from 0. */
  readonly every: number
  readonly from: number
}

/** A way to a server on which things go wrong. */
export interface UnsteadyNetwork extends AsyncDisposable {
  /** The address to take. */
  readonly uri: string
  /** How often something went wrong so far. */
  readonly mishaps: number
  /** Nothing goes wrong before this, and nothing after `calm()`. */
  shake(): void
  calm(): void
  /** Passes on what is late, whether or not its sender still lives; resolves when the server has answered it. */
  deliver(): Promise<void>
}

/** Requests that are kept on their way. */
type Late = (() => Promise<void>)[]

/** The commands that something happens to. */
const writes = new Set(['insert', 'update', 'delete', 'findAndModify'])
const commands = new Set(['find', 'aggregate', ...writes])

/** Opens a way to a server by which every so many commands meet with a mishap. */
export async function unsteadyNetwork(uri: string, plan: MishapPlan): Promise<UnsteadyNetwork> {
  const { hostname, port } = new URL(uri)
  const sockets = new Set<Socket>()
  const late: Late = []
  // A read that is late does nothing.
  const touched = plan.mishap === 'request late' ? writes : commands
  const state = { isShaking: false, commands: 0, mishaps: 0 }
  const isNext = (): boolean => {
    if (!state.isShaking) return false
    const isHit = state.commands % plan.every === plan.from
    state.commands += 1
    if (isHit) state.mishaps += 1
    return isHit
  }
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    upstream.on('close', () => client.destroy())
    link({ client, upstream, late }, (message) =>
      touched.has(commandOf(message)) && isNext() ? plan.mishap : undefined,
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  return {
    // A server that steps down says so at once; this one does not, and has to be asked.
    uri: `mongodb://127.0.0.1:${own}/?directConnection=true&serverMonitoringMode=poll&heartbeatFrequencyMS=500`,
    get mishaps() {
      return state.mishaps
    },
    shake: () => void (state.isShaking = true),
    calm: () => void (state.isShaking = false),
    deliver: async () => {
      await Promise.all(late.splice(0).map((send) => send()))
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Ends {
  readonly client: Socket
  readonly upstream: Socket
  readonly late: Late
}

/** Passes messages on, with what happens to them. */
function link({ client, upstream, late }: Ends, mishapOf: (message: Buffer) => Mishap | undefined): void {
  /** What becomes of the next reply to a request: it is lost with the connection, or left out. */
  const replies = new Map<number, 'cut' | 'leave out'>()
  let isKept = false
  client.on('close', () => {
    if (!isKept) upstream.destroy()
  })
  const mishaps: Record<Mishap, (message: Buffer) => unknown> = {
    'request lost': () => client.destroy(),
    'request late': (message) => {
      isKept = true
      late.push(async () => {
        upstream.write(message)
        await once(upstream, 'data')
      })
    },
    'reply lost': (message) => {
      replies.set(requestId(message), 'cut')
      upstream.write(message)
    },
    // The second time it may say something else, and that is what is heard.
    'done twice': (message) => {
      replies.set(requestId(message), 'leave out')
      upstream.write(Buffer.concat([message, message]))
    },
    'not primary': (message) => client.write(notPrimary(message)),
  }
  eachMessage(client, (message) => {
    const mishap = mishapOf(message)
    if (mishap === undefined) upstream.write(message)
    else mishaps[mishap](message)
  })
  eachMessage(upstream, (message) => {
    const request = message.readInt32LE(8)
    const fate = replies.get(request)
    replies.delete(request)
    if (fate === 'cut') client.destroy()
    else if (fate === undefined) client.write(message)
  })
}

/** Cuts what comes in into messages: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
function eachMessage(socket: Socket, take: (message: Buffer) => void): void {
  let rest = Buffer.alloc(0)
  socket.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data])
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0)
      take(rest.subarray(0, length))
      rest = rest.subarray(length)
    }
  })
}

const opMessage = 2_013

function requestId(message: Buffer): number {
  return message.readInt32LE(4)
}

/** Behind the header and the flags comes the kind of the section, then the command, whose first key is its name. */
function commandOf(message: Buffer): string {
  if (message.readInt32LE(12) !== opMessage) return ''
  const key = 26
  return message.toString('latin1', key, message.indexOf(0, key))
}

/** The answer of a server that has just lost an election. */
function notPrimary(request: Buffer): Buffer {
  const body = BSON.serialize({
    ok: 0,
    code: 10_107,
    codeName: 'NotWritablePrimary',
    errmsg: 'not primary',
    // As a server says it of writes that carry a transaction number.
    errorLabels: request.includes('txnNumber') ? ['RetryableWriteError'] : [],
  })
  const head = Buffer.alloc(21)
  head.writeInt32LE(head.length + body.length, 0)
  head.writeInt32LE(requestId(request), 8)
  head.writeInt32LE(opMessage, 12)
  return Buffer.concat([head, body])
}
