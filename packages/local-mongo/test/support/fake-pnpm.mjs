// A stand-in for pnpm, and for npm running it: FAKE_LOG, a file, gets a line for each call but `--version`.
// FAKE_PNPM_VERSION is its version; FAKE_PNPM says how it misbehaves:
//   fails    exits with 7
//   hangs    starts a process, writes the ids of both to FAKE_STATE, and waits for ever
import { spawn } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'

const greet = `#!${process.execPath}
process.stdout.write('hello ' + process.argv.slice(2).join(' ') + ' in ' + process.cwd() + '\\n')
process.exit(5)
`

const mode = process.env['FAKE_PNPM'] ?? ''
const args = process.argv.slice(2)
const name = basename(process.argv[1] ?? '', '.js')

if (args[0] === '--version') {
  process.stdout.write(`${process.env['FAKE_PNPM_VERSION'] ?? '10.34.9'}\n`)
} else {
  appendFileSync(process.env['FAKE_LOG'] ?? '', `${[name, ...args].join(' ')}\n`)
  if (args.includes('install')) install()
}

function install() {
  if (mode === 'fails') process.exit(7)
  mkdirSync('node_modules/.bin', { recursive: true })
  writeFileSync('node_modules/.bin/greet', greet)
  chmodSync('node_modules/.bin/greet', 0o755)
  if (mode !== 'hangs') return
  const worker = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'])
  writeFileSync(process.env['FAKE_STATE'] ?? '', `${process.pid} ${worker.pid}`)
  setInterval(() => {}, 60_000)
}
