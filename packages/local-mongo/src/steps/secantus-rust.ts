import { join } from 'node:path'

import { secantusRustFolder } from '../cache.ts'
import { findOnPath, isExecutable } from '../find-on-path.ts'
import type { Environment, Step, StepOutcome, StepRequest } from '../local-mongo.ts'
import { startSecantus } from '../server/start-secantus.ts'

/** Step 4: SecantusDB's Rust server, on the PATH or built by `npm run mongo:fast`. */
export const secantusRust: Step = {
  kind: 'secantus-rust',
  title: 'secantusd-rs',
  async attempt(request: StepRequest): Promise<StepOutcome> {
    const { environment } = request
    const command = await locate(environment)
    if (command) {
      const program = { kind: 'secantus-rust' as const, name: `secantusd-rs (${command})`, command }
      return { found: await startSecantus(program, request) }
    }
    const cargo = await findOnPath('cargo', environment)
    const refused = 'it is neither on the PATH nor in the cache folder'
    return {
      refused,
      absent: true,
      ...(cargo ? { remedy: 'run `npm run mongo:fast` (once, about 11 minutes)' } : {}),
    }
  },
}

async function locate(environment: Environment): Promise<string | undefined> {
  const onPath = await findOnPath('secantusd-rs', environment)
  if (onPath) return onPath
  const cached = join(secantusRustFolder(environment), 'bin', 'secantusd-rs')
  return (await isExecutable(cached)) ? cached : undefined
}
