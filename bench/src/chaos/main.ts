// `npm run chaos`: see chaos-options.ts for what it takes.
import { runCommand } from '@taskloom/command-line'
import { NoLocalMongo } from '@taskloom/local-mongo'
import { TaskloomError } from '@taskloom/sdk'

import { describeMachine } from '../report.ts'
import { readChaosOptions, usage } from './chaos-options.ts'
import { runChaos, type ChaosOptions, type ChaosReport } from './run-chaos.ts'
import { isSound } from './verdict.ts'

await runCommand({
  usage,
  plainErrors: [NoLocalMongo, TaskloomError],
  run: async (args, surroundings) => {
    const options = readChaosOptions(args)
    surroundings.say(`Seed: ${options.seed}.`)
    const report = await runChaos(options, surroundings)
    return { text: told(options, report), isGood: isSound(report.verdict) }
  },
})

function told(
  { processes, seed }: ChaosOptions,
  { server, seconds, killed, troubles, healed, verdict }: ChaosReport,
): string {
  const figures: readonly (readonly [string, string | number])[] = [
    ['server', server.replace(/ \(.*?\)/, '')],
    ['machine', describeMachine()],
    ['seconds', seconds.toFixed(1)],
    ['tasks', verdict.tasks],
    ['processes killed', killed],
    ['troubles of the server', troubles.join(', ')],
    ['runs to the end', verdict.runs],
    ['recoveries', verdict.recoveries],
    ['healed', healed],
    ['not finished', verdict.unfinished],
    ['results lost', verdict.lost],
    ['results doubled', verdict.doubled],
    ['runs before their dependencies', verdict.early],
  ]
  const lines = figures.map(([what, figure]) => `${what.padEnd(31)} ${figure}`)
  return [`Taskloom chaos, ${processes} processes, seed ${seed}`, ...lines].join('\n')
}
