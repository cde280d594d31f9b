import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** https://pypi.org/project/schemathesis/ */
const version = '4.32.5'

/** Written last: an environment without it was not finished. */
const marker = 'taskloom-complete'

/** The program of schemathesis, in a virtual environment in the cache folder that is made once. */
export function findSchemathesis(say: (line: string) => void): string {
  const { TASKLOOM_CACHE, XDG_CACHE_HOME, TASKLOOM_PYTHON } = process.env
  const cache = TASKLOOM_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'taskloom')
  const folder = join(cache, `schemathesis-${version}`)
  if (!existsSync(join(folder, marker))) {
    say(`Installing schemathesis ${version} from PyPI into ${folder} (once).`)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(cache, { recursive: true })
    execFileSync(TASKLOOM_PYTHON ?? 'python3', ['-m', 'venv', folder], { stdio: 'inherit' })
    const install = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      `schemathesis==${version}`,
    ]
    execFileSync(join(folder, 'bin', 'python'), install, { stdio: 'inherit' })
    writeFileSync(join(folder, marker), '')
  }
  return join(folder, 'bin', 'st')
}

/** Runs it with these arguments, to its end. Returns its exit code. */
export async function run(program: string, args: readonly string[], folder: string): Promise<number> {
  const child = spawn(program, [...args], { cwd: folder, stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}
