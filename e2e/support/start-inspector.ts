import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface StartedInspector extends AsyncDisposable {
  /** Ends with a slash. */
  readonly url: string
}

/** Starts the packed program, as `npx @taskloom/inspector` does, on a free port. */
export async function startInspector(args: readonly string[]): Promise<StartedInspector> {
  const program = process.env['TASKLOOM_E2E_PROGRAM'] ?? ''
  const child = spawn(process.execPath, [program, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const said: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line))
  const url = await Promise.race([firstAddress(child), ended(child, said)])
  return { url: url.endsWith('/') ? url : `${url}/`, [Symbol.asyncDispose]: () => stop(child) }
}

async function firstAddress(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The inspector has no output.')
  for await (const line of createInterface({ input: child.stdout })) if (/^https?:/.test(line)) return line
  throw new Error('The inspector said no address.')
}

async function ended(child: ChildProcess, said: readonly string[]): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null]
  throw new Error(`The inspector ended with ${code}:\n${said.join('\n')}`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}
