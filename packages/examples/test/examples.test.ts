import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { databasesOf } from './support/databases.ts'
import { packageFolder, runScript } from './support/run-script.ts'

const folder = join(packageFolder, 'src')
const examples = readdirSync(folder).filter((file) => file.endsWith('.ts'))

test.each(examples)('%s prints what it says', async (file) => {
  const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')
  const start = lines.indexOf('// Output:')
  const promised = lines.slice(start + 1).map((line) => line.replace(/^\/\/ ?/, ''))
  expect(start, 'a block that begins with "// Output:"').toBeGreaterThan(0)

  const { output, errors, code } = await runScript(join(folder, file))
  expect({ errors, lines: output.trimEnd().split('\n') }).toEqual({ errors: '', lines: promised })
  expect(code).toBe(0)
})

test.each(examples)('%s is short, and begins with what it shows', (file) => {
  const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(80)
  expect(lines[0]).toMatch(/^\/\/ \S.*/)
})

test('the examples leave no database behind', async () => {
  expect(await databasesOf('taskloom-example')).toEqual([])
})

test('an example finds or starts a server by itself', async () => {
  const { output, code } = await runScript(join(folder, 'simple-queue.ts'), [], {
    environment: { MONGODB_URI: undefined },
  })
  expect(output).toContain('FINISHED Hello, Ada!')
  expect(code).toBe(0)
})

test('an example is run by its name, and without one the names are listed', async () => {
  const runner = join(folder, 'support/run-example.ts')
  const { output } = await runScript(runner, ['priorities'])
  expect(output).toContain('mail password reset')

  const { code, errors } = await runScript(runner)
  expect(code).toBe(1)
  for (const file of examples) expect(errors).toContain(`\n  ${file.replace('.ts', '')}`)
})
