// Starts a server, prints its process id and URI, and waits to be ended.
import { startLocalMongo } from '../../src/index.ts'

const mongo = await startLocalMongo()
process.stdout.write(`${mongo.pid} ${mongo.uri}\n`)
setInterval(() => {}, 60_000)
