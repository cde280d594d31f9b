import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { dropDatabase } from './support/databases.ts'
import { packageFolder, runScript, workspace } from './support/run-script.ts'

/** The first example of a page that uses the SDK, and the block of text that follows it. */
const pattern = /```ts\n(?<code>(?:(?!```)[^])*?from '@taskloom\/sdk'[^]*?)```\s+```text\n(?<output>[^]*?)```/

test('the first example of README.md prints what README.md says', async () => {
  const page = await readFile(join(workspace, 'README.md'), 'utf8')
  const { code = '', output: promised } = pattern.exec(page)?.groups ?? {}
  const database = `taskloom-readme-${process.pid}`
  // Word for word, but for the database: whoever has a `shop` on the server wants to keep it.
  const [before, after, ...more] = code.split("database: 'shop'")
  expect(more, 'the database is named once').toEqual([])
  expect(after).toBeDefined()

  // In the package's own folder, so that the names of packages mean what they mean here.
  const folder = await mkdtemp(join(packageFolder, 'node_modules/.readme-'))
  try {
    const file = join(folder, 'example.mts')
    await writeFile(file, `${before}database: '${database}'${after}`)
    const { output, errors } = await runScript(file)
    expect({ errors, output }).toEqual({ errors: '', output: promised })
  } finally {
    await dropDatabase(database)
    await rm(folder, { recursive: true, force: true })
  }
})
