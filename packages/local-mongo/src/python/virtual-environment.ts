import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { secantusPythonVersion } from '../cache.ts'
import { isExecutable } from '../find-on-path.ts'
import type { StepRefusal, StepRequest } from '../local-mongo.ts'
import { withLock } from '../lock.ts'
import { type BriefRun, runBriefly } from '../run-briefly.ts'

/** A virtual environment that is to hold SecantusDB. */
export interface VirtualEnvironment {
  readonly folder: string
  /** The Python that makes it. */
  readonly python: string
  readonly request: StepRequest
}

/** How long pip may take. About 20 s are usual. */
const installLimitMilliseconds = 300_000

/** Written last: virtual environments cannot be moved, so a half-built one is told by the lack of this file. */
const completeMarker = 'taskloom-complete'

/** Whether the installation ran to its end. */
export async function isComplete(folder: string): Promise<boolean> {
  const marker = access(join(folder, completeMarker)).then(
    () => true,
    () => false,
  )
  return (await marker) && (await isExecutable(join(folder, 'bin', 'secantusd-py')))
}

/** Makes the environment once, also when several processes ask for it at the same time. */
export async function ensureVirtualEnvironment(wanted: VirtualEnvironment): Promise<StepRefusal | undefined> {
  const { folder, request } = wanted
  await mkdir(dirname(folder), { recursive: true })
  const onWait = () => request.onMessage('another process installs SecantusDB at this moment; waiting for it')
  return await withLock({ file: `${folder}.lock`, onWait }, async () => {
    if (await isComplete(folder)) return undefined
    return await build(wanted)
  })
}

async function build({ folder, python, request }: VirtualEnvironment): Promise<StepRefusal | undefined> {
  const { environment, onMessage } = request
  await rm(folder, { recursive: true, force: true })
  onMessage(`SecantusDB from PyPI: making a virtual environment in ${folder}`)
  const made = await runBriefly({ command: python, args: ['-m', 'venv', folder], environment }, 60_000)
  if (made.code !== 0) return refuseVenv(python, made)
  onMessage('SecantusDB from PyPI: installing (once, about 20 s)')
  const installed = await runBriefly(
    {
      command: join(folder, 'bin', 'python'),
      args: pipArguments,
      environment,
      onLine: tellProgress(onMessage),
    },
    installLimitMilliseconds,
  )
  if (installed.code !== 0) return refusePip(installed)
  if (!(await isExecutable(join(folder, 'bin', 'secantusd-py')))) {
    return { refused: 'pip reported success, but the program secantusd-py is missing' }
  }
  await writeFile(join(folder, completeMarker), '')
  return undefined
}

const pipArguments = [
  '-m',
  'pip',
  'install',
  '--disable-pip-version-check',
  '--no-input',
  '--progress-bar=off',
  '--timeout=15',
  '--retries=1',
  `secantusdb==${secantusPythonVersion}`,
]

function tellProgress(onMessage: (line: string) => void): (line: string) => void {
  return (line) => {
    const step = /^\s*(Collecting|Downloading|Building|Installing) .*/.exec(line)?.[0]
    if (step) onMessage(`SecantusDB from PyPI: ${step.trim().slice(0, 100)}`)
  }
}

function refuseVenv(python: string, { output, tooSlow }: BriefRun): StepRefusal {
  const why = tooSlow ? 'it took longer than 60 s' : lastLine(output)
  return {
    refused: `${python} cannot make a virtual environment: ${why}`,
    remedy: "install Python's venv module (on Debian and Ubuntu the package python3-venv)",
  }
}

function refusePip({ output, tooSlow }: BriefRun): StepRefusal {
  const why = tooSlow
    ? `took longer than ${installLimitMilliseconds / 1_000} s`
    : `failed: ${lastError(output)}`
  return { refused: `pip ${why}` }
}

function lastError(output: string): string {
  return output.split('\n').findLast((line) => /error/i.test(line)) ?? lastLine(output)
}

function lastLine(output: string): string {
  return output.split('\n').at(-1) || 'it said nothing'
}
