import { startLocalMongo } from '@taskloom/local-mongo'

import { installPacked } from './packed.ts'

/** The packed inspector and one database server for all tests of a run. */
export default async function setUp(): Promise<() => Promise<void>> {
  const mongo = await startLocalMongo({ topology: 'replica-set', onMessage: say })
  say('packing the SDK and the inspector …')
  const packed = await installPacked()
  process.env['TASKLOOM_E2E_MONGODB_URI'] = mongo.uri
  process.env['TASKLOOM_E2E_PROGRAM'] = packed.program
  return async () => {
    await packed[Symbol.asyncDispose]()
    await mongo.stop()
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
