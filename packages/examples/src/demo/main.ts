// `npm run demo`: see options.ts for what it takes.
import { runCommand } from '@taskloom/command-line'
import { GivenServerUnreachable, NoLocalMongo } from '@taskloom/local-mongo'
import { TaskloomError } from '@taskloom/sdk'

import { readOptions, usage } from './options.ts'
import { json, tables } from './print-result.ts'
import { runDemo } from './run-demo.ts'

await runCommand({
  usage,
  plainErrors: [NoLocalMongo, GivenServerUnreachable, TaskloomError],
  run: async (args, surroundings) => {
    const options = readOptions(args)
    const result = await runDemo(options, surroundings)
    return options.json ? json(result) : tables(result)
  },
})
