import { supervise, type Program } from './server/supervise.ts'

/** How a short program ended. */
export interface BriefRun {
  readonly code: number
  /** The end of what it printed, without surrounding space. */
  readonly output: string
  /** It was ended because it took too long. */
  readonly tooSlow: boolean
}

/** Runs a program to its end, or ends it after a time limit (10 s unless told otherwise). */
export async function runBriefly(program: Program, limitMilliseconds = 10_000): Promise<BriefRun> {
  const run = supervise(program)
  let tooSlow = false
  const limit = setTimeout(() => {
    tooSlow = true
    void run.stop()
  }, limitMilliseconds)
  const code = await run.exited
  clearTimeout(limit)
  return { code, output: run.tail(), tooSlow }
}
