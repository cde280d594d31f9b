// Runs one program and ends it, with all that it started, as soon as standard input closes: the pipe to the
// parent closes whatever way the parent ends, SIGKILL included. Plain JavaScript, because it runs by itself.
import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'

// Arguments: grace in milliseconds, owner file or '', folder to remove at the end or '', command, its arguments.
const [grace, ownerFile = '', removeAtEnd = '', command = '', ...args] = process.argv.slice(2)

let ending = false

function end() {
  if (ending) return
  ending = true
  // The supervisor leads its own process group; its own copy of the signal lands in the guard above.
  process.kill(-process.pid, 'SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), Number(grace))
}

/** @param {number} code */
function finish(code) {
  if (removeAtEnd) rmSync(removeAtEnd, { recursive: true, force: true, maxRetries: 3 })
  if (ending) process.kill(-process.pid, 'SIGKILL')
  process.exit(code)
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end)
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
if (ownerFile) writeFileSync(ownerFile, JSON.stringify({ supervisor: process.pid, server: child.pid }))
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`)
  finish(127)
})
child.on('exit', (code, signal) => {
  if (signal && !ending) process.stderr.write(`ended by ${signal}\n`)
  finish(code ?? 1)
})

process.stdin.on('end', end).on('error', end).resume()
