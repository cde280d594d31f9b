import { findOnPath, isExecutable } from '../find-on-path.ts'
import type { Environment, Step, StepOutcome, StepRefusal, StepRequest } from '../local-mongo.ts'
import { runBriefly } from '../run-briefly.ts'
import { startMongod } from '../server/start-mongod.ts'

/** The oldest MongoDB that Taskloom supports. */
const oldestMajor = 6

/** Step 2: a `mongod` that is installed on this machine. */
export const systemMongod: Step = {
  kind: 'mongod',
  title: 'installed mongod',
  async attempt(request: StepRequest): Promise<StepOutcome> {
    const program = await locate(request.environment)
    if ('refused' in program) return program
    const refused = await refuseOldVersion(program.command, request.environment)
    if (refused) return { refused, remedy: `install MongoDB ${oldestMajor}.0 or newer` }
    return { found: await startMongod({ kind: 'mongod', ...program }, request) }
  },
}

async function locate(
  environment: Environment,
): Promise<{ readonly command: string; readonly name: string } | StepRefusal> {
  const given = environment['MONGOMS_SYSTEM_BINARY']
  if (given) {
    if (await isExecutable(given)) return { command: given, name: `mongod (${given})` }
    return { refused: `MONGOMS_SYSTEM_BINARY is set to ${given}, which is not an executable file` }
  }
  const command = await findOnPath('mongod', environment)
  if (command) return { command, name: `mongod (${command})` }
  return { refused: 'there is none on the PATH, and MONGOMS_SYSTEM_BINARY is not set', absent: true }
}

async function refuseOldVersion(command: string, environment: Environment): Promise<string | undefined> {
  const { code, output } = await runBriefly({ command, args: ['--version'], environment })
  const version = /db version v((\d+)\.\S+)/.exec(output)
  if (code !== 0 || !version)
    return `${command} --version did not name a version: ${output || `code ${code}`}`
  if (Number(version[2]) >= oldestMajor) return undefined
  return `${command} is version ${version[1]}, and Taskloom needs ${oldestMajor}.0 or newer`
}
