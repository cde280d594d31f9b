import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { beforeAll, expect, test } from 'vitest'

/**
 * The examples of README.md and docs/ compile, so that they cannot rot. All `ts` blocks of one page are one
 * module, in their order: a later block uses what an earlier one made, and imports only what is new.
 */
const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../../../', import.meta.url))
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))

const pages = ['README.md', ...pagesOf('docs')].filter((page) => moduleOf(page) !== undefined)

function pagesOf(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`)
}

/** The module of a page, every line where it stands on the page; undefined where it has no example. */
function moduleOf(page: string): string | undefined {
  let [isExample, examples] = [false, 0]
  const lines = readFileSync(join(root, page), 'utf8')
    .split('\n')
    .map((line) => {
      if (line === '```ts') examples += 1
      const isFence = line.startsWith('```')
      isExample = isFence ? line === '```ts' : isExample
      return isExample && !isFence ? line : ''
    })
  return examples === 0 ? undefined : lines.join('\n')
}

/** A reader's settings, not ours: strict, but a name may be there only to be seen. */
const settings = {
  extends: '../../tsconfig.json',
  compilerOptions: {
    noUnusedLocals: false,
    noUnusedParameters: false,
    noPropertyAccessFromIndexSignature: false,
    // What the SDK itself does not depend on.
    paths: {
      '@taskloom/inspector': ['../../../inspector/server/index.ts'],
      express: ['../../../inspector/node_modules/@types/express/index.d.ts'],
    },
  },
  include: ['*.ts'],
  exclude: [],
}

/** What the compiler said, and whether it ran at all. */
let messages: string[] = []
let status: number | null = null

beforeAll(() => {
  // The leading dot hides the folder from whoever compiles the tests meanwhile.
  const folder = mkdtempSync(join(here, '.docs-examples-'))
  try {
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    for (const page of pages) writeFileSync(join(folder, moduleName(page)), moduleOf(page) ?? '')
    const arguments_ = [compiler, '-p', folder, '--pretty', 'false']
    const run = spawnSync(process.execPath, arguments_, { cwd: folder, encoding: 'utf8' })
    messages = run.stdout.split(/\n(?=\S)/).filter((message) => message !== '')
    status = run.status
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)

function moduleName(page: string): string {
  return `${basename(page)}.ts`
}

function isAbout(page: string): (message: string) => boolean {
  return (message) => message.startsWith(`${moduleName(page)}(`)
}

test.each(pages)('docs: the examples of %s compile', (page) => {
  expect(messages.filter(isAbout(page))).toEqual([])
})

test('docs: the compiler ran, and has nothing to say besides', () => {
  expect(messages.filter((message) => !pages.some((page) => isAbout(page)(message)))).toEqual([])
  expect(status === 0).toBe(messages.length === 0)
})
