/**
 * Finds or starts a MongoDB server for development, tests, examples and the demo.
 *
 * ```ts
 * await using mongo = await startLocalMongo({ onMessage: console.log })
 * const client = new MongoClient(mongo.uri)
 * ```
 *
 * @module
 */
export type {
  Environment,
  LocalMongo,
  LocalMongoKind,
  ServerHome,
  StartOptions,
  Topology,
} from './local-mongo.ts'
export { NoLocalMongo } from './no-local-mongo.ts'
export { probeSpeed, type ServerSpeed, type SpeedProbe } from './probe-speed.ts'
export { startLocalMongo } from './start-local-mongo.ts'
export { GivenServerUnreachable } from './steps/given-uri.ts'
