import { join } from 'node:path'

import { secantusPythonFolder, secantusPythonVersion } from '../cache.ts'
import type { Step, StepOutcome, StepRefusal, StepRequest } from '../local-mongo.ts'
import { findPython, installHint } from '../python/find-python.ts'
import { ensureVirtualEnvironment, isComplete } from '../python/virtual-environment.ts'
import { startSecantus } from '../server/start-secantus.ts'

/** Step 5: SecantusDB from PyPI, in a virtual environment in the cache folder. */
export const secantusPython: Step = {
  kind: 'secantus-python',
  title: 'SecantusDB from PyPI',
  async attempt(request: StepRequest): Promise<StepOutcome> {
    const folder = secantusPythonFolder(request.environment)
    const refusal = (await isComplete(folder)) ? undefined : await install(folder, request)
    if (refusal) return refusal
    const name = `SecantusDB ${secantusPythonVersion} from PyPI`
    const command = join(folder, 'bin', 'secantusd-py')
    return { found: await startSecantus({ kind: 'secantus-python', name, command }, request) }
  },
}

async function install(folder: string, request: StepRequest): Promise<StepRefusal | undefined> {
  const python = await findPython(request.environment)
  if (!('command' in python)) return { ...python, remedy: installHint }
  return await ensureVirtualEnvironment({ folder, python: python.command, request })
}
