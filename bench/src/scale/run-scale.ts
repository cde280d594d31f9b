import { abortable, type CommandSurroundings } from '@taskloom/command-line'
import { startLocalMongo } from '@taskloom/local-mongo'

import { describeServer } from '../describe-server.ts'
import { describeMachine } from '../report.ts'
import { measureShape, type ShapeCost } from './measure-shape.ts'
import type { ScaleOptions } from './scale-options.ts'
import { medianCost, rowOf, type ScaleReport, type ScaleRow, type ScaleRun } from './scale-report.ts'
import { smallRepeats, smallSize, type ScaleShape } from './scale-shapes.ts'

/** Measures the shapes that were asked for. Whatever it starts or stores is gone when it has ended. */
export async function runScale(
  options: ScaleOptions,
  surroundings: CommandSurroundings,
): Promise<ScaleReport> {
  const { signal } = surroundings
  const say = (line: string): void => surroundings.say(line)
  await using mongo = await abortable(signal, startLocalMongo({ onMessage: say }))
  const { description } = await describeServer(mongo)
  say(`Server: ${description}.`)
  const { concurrency } = options
  const divisor = options.isQuick ? 10 : 1
  const measure = (shape: ScaleShape, count: number): Promise<ShapeCost> =>
    measureShape({ uri: mongo.uri, shape: shape.shape, count, concurrency, signal })
  const rows: ScaleRow[] = []
  for (const shape of options.shapes) {
    const runs: ScaleRun[] = []
    for (let run = 1; run <= options.runs; run += 1) {
      const repeats: ShapeCost[] = []
      while (repeats.length < smallRepeats) repeats.push(await measure(shape, smallSize / divisor))
      const small = medianCost(repeats)
      const full = await measure(shape, shape.size / divisor)
      say(`${shape.name}, run ${run} of ${options.runs}: ${told(small)}; ${told(full)}`)
      runs.push({ small, full })
    }
    rows.push(rowOf(shape.name, runs))
  }
  return { server: description, machine: describeMachine(), rows }
}

function told({ count, push, work, megabytes }: ShapeCost): string {
  return `${count} tasks pushed in ${push.toFixed(2)}, worked off in ${work.toFixed(2)} ms each, ${Math.round(megabytes)} MB`
}
