import { findOnPath } from '../find-on-path.ts'
import type { Environment } from '../local-mongo.ts'
import { runBriefly } from '../run-briefly.ts'

/** What to do where no suitable Python is found. */
export const installHint = 'install Python 3.10 or newer (with its venv module)'

const candidates = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10']

/** The first Python of at least 3.10: `TASKLOOM_PYTHON`, or one on the PATH. */
export async function findPython(
  environment: Environment,
): Promise<{ readonly command: string } | { readonly refused: string }> {
  const given = environment['TASKLOOM_PYTHON']
  const seen: string[] = []
  for (const name of given ? [given] : candidates) {
    const command = name.includes('/') ? name : await findOnPath(name, environment)
    if (!command) continue
    const version = await versionOf(command, environment)
    if (version?.isNewEnough) return { command }
    seen.push(`${command} ${version ? `is version ${version.text}` : 'does not run'}`)
  }
  if (seen.length > 0) return { refused: `it needs Python 3.10 or newer, but ${seen.join(', ')}` }
  const missing = given ? `${given} (TASKLOOM_PYTHON) was not found` : 'none is on the PATH'
  return { refused: `it needs Python 3.10 or newer, and ${missing}` }
}

async function versionOf(command: string, environment: Environment) {
  const args = ['-c', 'import sys; print("version", *sys.version_info[:2])']
  const { code, output } = await runBriefly({ command, args, environment })
  const match = /^version (\d+) (\d+)$/m.exec(output)
  if (code !== 0 || !match) return undefined
  const [major, minor] = [Number(match[1]), Number(match[2])]
  return { text: `${major}.${minor}`, isNewEnough: major > 3 || (major === 3 && minor >= 10) }
}
