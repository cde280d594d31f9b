// A stand-in for Python: tells its version, makes virtual environments and installs SecantusDB, in the twinkling of
// an eye. FAKE_PYTHON says how it misbehaves:
//   no-venv     as Debian's Python without the package python3-venv
//   pip-fails   as without internet
//   pip-hangs   installs a half, writes the process ids to FAKE_STATE, and waits for ever
// FAKE_LOG, a file, gets one line for each environment and each installation.
import { spawn } from 'node:child_process'
import { appendFileSync, chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const mode = process.env['FAKE_PYTHON'] ?? ''
const args = process.argv.slice(2)
const self = process.argv[1] ?? ''

if (args[0] === '-c') process.stdout.write(`version ${process.env['FAKE_PYTHON_VERSION'] ?? '3 12'}\n`)
if (args[1] === 'venv') makeEnvironment(args[2] ?? '')
if (args[1] === 'pip') install(join(self, '..'))

/** @param {string} folder */
function makeEnvironment(folder) {
  log('venv')
  if (mode === 'no-venv') {
    process.stderr.write('The virtual environment was not created: ensurepip is not available.\n')
    process.exit(1)
  }
  mkdirSync(join(folder, 'bin'), { recursive: true })
  cpSync(self, join(folder, 'bin', 'python'))
}

/** @param {string} folder */
function install(folder) {
  log('pip')
  process.stdout.write('Collecting secantusdb==0.7.0b3\n  Using cached something\n')
  if (mode === 'pip-fails') {
    process.stderr.write(
      'ERROR: Could not find a version that satisfies the requirement secantusdb\nhint: check it\n',
    )
    process.exit(1)
  }
  const program = join(folder, 'secantusd-py')
  const server = new URL('fake-server.mjs', import.meta.url).href
  writeFileSync(program, `#!${process.execPath}\nimport(${JSON.stringify(server)})\n`)
  chmodSync(program, 0o755)
  if (mode !== 'pip-hangs') return
  const compiler = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'])
  writeFileSync(process.env['FAKE_STATE'] ?? '', `${process.pid} ${compiler.pid}`)
  setInterval(() => {}, 60_000)
}

/** @param {string} line */
function log(line) {
  const file = process.env['FAKE_LOG']
  if (file) appendFileSync(file, `${line}\n`)
}
