import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { beforeAll, expect, test } from 'vitest'

/**
 * What the compiler says about common mistakes is part of the product: each file of `mistakes/` makes
 * one, and the message beside it is what people will read.
 */
const folder = fileURLToPath(new URL('./mistakes', import.meta.url))
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
const mistakes = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))

const messages = new Map<string, string[]>()

beforeAll(() => {
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  for (const message of stdout.split(/\n(?=\S)/)) {
    const { file = '', text = '' } =
      /^(?<file>.+?)\.ts\(\d+,\d+\): (?<text>.*)$/su.exec(message)?.groups ?? {}
    messages.set(file, [...(messages.get(file) ?? []), text.trimEnd()])
  }
}, 60_000)

test.each(mistakes)('%s', async (mistake) => {
  const [message, ...others] = messages.get(mistake) ?? []
  expect(others).toEqual([])
  await expect(`${message ?? 'no error'}\n`).toMatchFileSnapshot(`./mistakes/${mistake}.txt`)
})

test('every message belongs to a mistake, and every mistake has one', () => {
  expect([...messages.keys()].toSorted()).toEqual(mistakes.toSorted())
})
