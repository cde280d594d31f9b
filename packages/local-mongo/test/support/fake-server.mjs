// A stand-in for mongod and for SecantusDB: takes their arguments, listens on loopback, and answers what the driver
// and the start-up ask. FAKE_SERVER says how it misbehaves:
//   dies          prints a complaint and ends at once
//   silent        listens, and never answers
//   port-taken    as mongod says it, the first time; later it works (needs FAKE_STATE, a file)
//   stubborn      does not end on SIGTERM
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'

import { BSON } from 'mongodb'

const mode = process.env['FAKE_SERVER'] ?? ''
const args = process.argv.slice(2).flatMap((argument) => argument.split('='))
const state = process.env['FAKE_STATE'] ?? ''
/** @param {string} name */
const valueOf = (name) => args[args.indexOf(name) + 1] ?? ''
const isMongod = args.includes('--dbpath')
const replicaSet = isMongod
  ? args.includes('--replSet') && valueOf('--replSet')
  : !args.includes('--standalone') && 'fake'
let initiated = !isMongod

if (args.includes('--version')) {
  process.stdout.write(`db version v${process.env['FAKE_VERSION'] ?? '8.0.4'}\n`)
  process.exit(0)
}
if (mode === 'dies') {
  process.stderr.write('first complaint\nthe disk is full\n')
  process.exit(3)
}
if (mode === 'port-taken' && !existsSync(state)) {
  writeFileSync(state, valueOf('--port'))
  process.stdout.write('Failed to set up listener: SocketException: Address already in use\n')
  process.exit(48)
}
if (mode === 'stubborn') process.on('SIGTERM', () => {})

const server = createServer((socket) => {
  let buffer = Buffer.alloc(0)
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    if (mode === 'silent') return
    buffer = Buffer.concat([buffer, chunk])
    while (buffer.length >= 4 && buffer.length >= buffer.readInt32LE(0)) {
      const message = buffer.subarray(0, buffer.readInt32LE(0))
      buffer = buffer.subarray(message.length)
      socket.write(replyTo(message))
    }
  })
})
server.listen(Number(valueOf('--port')), valueOf(isMongod ? '--bind_ip' : '--host'), () => {
  const mongodSays = `{"msg":"Waiting for connections","attr":{"port":${port()}}}\n`
  process.stdout.write(isMongod ? mongodSays : `fake listening on 127.0.0.1:${port()}\n`)
})

function port() {
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

/** @param {Buffer} message */
function replyTo(message) {
  const requestId = message.readInt32LE(4)
  const legacyQuery = 2004
  if (message.readInt32LE(12) === legacyQuery) {
    const document = message.indexOf(0, 20) + 9
    const body = BSON.serialize(answer(BSON.deserialize(message.subarray(document))))
    const head = Buffer.alloc(20)
    head.writeInt32LE(1, 16)
    return frame({ requestId, operation: 1, parts: [head, body] })
  }
  const body = BSON.serialize(answer(BSON.deserialize(message.subarray(21))))
  return frame({ requestId, operation: 2013, parts: [Buffer.alloc(5), body] })
}

/** @param {{ requestId: number, operation: number, parts: Uint8Array[] }} reply */
function frame({ requestId, operation, parts }) {
  const body = Buffer.concat(parts)
  const header = Buffer.alloc(16)
  header.writeInt32LE(16 + body.length, 0)
  header.writeInt32LE(requestId, 8)
  header.writeInt32LE(operation, 12)
  return Buffer.concat([header, body])
}

/** @param {import('mongodb').Document} command */
function answer(command) {
  if ('replSetInitiate' in command) {
    if (initiated) return { ok: 0, code: 23, codeName: 'AlreadyInitialized', errmsg: 'already initialized' }
    initiated = true
    return { ok: 1 }
  }
  if ('buildInfo' in command) return { ok: 1, version: process.env['FAKE_VERSION'] ?? '8.0.4' }
  if ('hello' in command || 'ismaster' in command || 'isMaster' in command) return hello()
  return { ok: 1 }
}

function hello() {
  const me = `127.0.0.1:${port()}`
  const member = replicaSet && initiated ? { setName: replicaSet, hosts: [me], me, primary: me } : {}
  return {
    ...member,
    isWritablePrimary: !replicaSet || initiated,
    helloOk: true,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    minWireVersion: 0,
    maxWireVersion: 25,
    ok: 1,
  }
}
