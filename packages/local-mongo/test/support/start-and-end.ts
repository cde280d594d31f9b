// Starts a server, prints its process id, and ends without a word to the server.
import { startLocalMongo } from '../../src/index.ts'

const mongo = await startLocalMongo()
process.stdout.write(`${mongo.pid} ${mongo.uri}\n`)
