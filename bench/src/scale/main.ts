// `npm run scale`: see scale-options.ts for what it takes.
import { runCommand } from '@taskloom/command-line'
import { GivenServerUnreachable, NoLocalMongo } from '@taskloom/local-mongo'
import { TaskloomError } from '@taskloom/sdk'

import { runScale } from './run-scale.ts'
import { readScaleOptions, usage } from './scale-options.ts'
import { scaleTable } from './scale-report.ts'

await runCommand({
  usage,
  plainErrors: [NoLocalMongo, GivenServerUnreachable, TaskloomError],
  run: async (args, surroundings) => {
    const report = await runScale(readScaleOptions(args), surroundings)
    return { text: scaleTable(report), isGood: report.rows.every(({ passes }) => passes) }
  },
})
