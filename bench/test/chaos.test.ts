import { expect, test } from 'vitest'

import { runChaos } from '../src/chaos/run-chaos.ts'
import { isSound } from '../src/chaos/verdict.ts'

const isFull = process.env['TASKLOOM_FULL_SIZES'] === '1'

/** Long enough for a machine on which everything else is tested at the same time. */
const minutes = 60_000

test.runIf(isFull)(
  'chaos: killed processes, a paused and a restarted database; nothing is lost, doubled, early or undone',
  async () => {
    const seed = Math.floor(Date.now() / 1_000)
    const said: string[] = [`seed ${seed}`]
    const report = await runChaos(
      { tasks: 600, processes: 3, seed, calm: 2_500 },
      { signal: new AbortController().signal, say: (line) => said.push(line) },
    )
    process.stdout.write(`${said.join('\n')}\n${JSON.stringify(report, undefined, 2)}\n`)
    expect(isSound(report.verdict)).toBe(true)
    expect(report.troubles).toEqual(['pause', 'restart', 'pause'])
    expect(report.killed).toBeGreaterThan(0)
  },
  10 * minutes,
)
