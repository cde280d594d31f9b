// `npm run bench`: see options.ts for what it takes.
import { runCommand } from '@taskloom/command-line'
import { GivenServerUnreachable, NoLocalMongo } from '@taskloom/local-mongo'
import { TaskloomError } from '@taskloom/sdk'

import { readOptions, usage } from './options.ts'
import { json, table } from './print-report.ts'
import { runBench } from './run-bench.ts'

await runCommand({
  usage,
  plainErrors: [NoLocalMongo, GivenServerUnreachable, TaskloomError],
  run: async (args, surroundings) => {
    const options = readOptions(args)
    const report = await runBench(options, surroundings)
    return options.json ? json(report) : table(report)
  },
})
