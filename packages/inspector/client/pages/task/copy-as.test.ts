import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { makeTask, makeTaskDetail } from '../../test/factories.ts'
import { writeCurl, writeFactoryCall } from './copy-as.ts'

const made = makeTaskDetail({ task: makeTask({ id: 'resize-17', priority: 3 }) })

test('a task is a call of its definition, with what it depends on', () => {
  expect(writeFactoryCall(made)).toBe(`import { Priority } from '@taskloom/sdk'
import { Binary, Decimal128, Long, ObjectId } from 'mongodb'

const task = Resize(
  {
    url: 'https://example.org/cat.png',
    width: 640,
    account: new ObjectId('65a1b2c3d4e5f60718293a4b'),
    takenAt: new Date('2026-11-23T12:00:00.000Z'),
    bytes: Long.fromString('9007199254740993'),
    price: Decimal128.fromString('12.50'),
    digest: Binary.createFromBase64('q83vEjRWeJA=', 0),
    tags: [
      'cat',
      'portrait',
    ],
    secret: undefined /* withheld by the inspector */,
  },
  {
    priority: Priority.HIGH,
    dependsOn: {
      source: Download.id('download-3'),
    },
  },
)
`)
})

test('groups are written as they were pushed, and what is gone is said', () => {
  const [group] = made.groups
  const groups = [
    { ...group, name: 'all of them', kind: 'many' },
    { ...group, name: 'added.success', kind: 'many' },
  ] as typeof made.groups
  const dependencies = [
    { id: 'a', group: 'all of them', task: makeTask({ name: '2nd-step' }) },
    { id: 'b*/', group: 'all of them' },
    { id: 'c', group: 'added.success', task: makeTask({ name: 'download' }) },
  ]
  const text = writeFactoryCall({ ...made, groups, dependencies })
  expect(text).toContain(`    dependsOn: {
      'all of them': [Task2ndStep.id('a'), undefined /* b* / is gone */],
    },`)
})

test('a payload that may not be seen is not made up', () => {
  const text = writeFactoryCall({ ...made, payload: null, isPayloadHidden: true, redacted: [] })
  expect(text).toContain('Resize(\n  undefined /* withheld by the inspector */,\n')
})

test('what is copied compiles', () => {
  const text = writeFactoryCall({
    ...made,
    payload: { ...(made.payload as object), secret: 'plain', 'a key': null, none: {} },
    redacted: [],
  })
  const copied = `${definitions}\n${text}export const { id } = task\n`
  expect(complaintsAbout(copied)).toEqual([])
  expect(complaintsAbout(copied.replace('640', "'640'"))).toHaveLength(1)
})

const definitions = `import { defineTask, direct } from '@taskloom/sdk'
import { z } from 'zod'

const Download = defineTask({ name: 'download', schema: z.object({ url: z.string() }) })
const Resize = defineTask({
  name: 'resize',
  schema: z.object({
    url: z.string(),
    width: z.number(),
    account: z.instanceof(ObjectId),
    takenAt: z.date(),
    bytes: z.instanceof(Long),
    price: z.instanceof(Decimal128),
    digest: z.instanceof(Binary),
    tags: z.array(z.string()),
    secret: z.string(),
    'a key': z.null(),
    none: z.object({}),
  }),
  dependsOn: { source: direct(Download) },
})`

/** What the compiler says of a module. */
function complaintsAbout(text: string): string[] {
  const root = join(import.meta.dirname, '../../..')
  // The leading dot hides the folder from whoever compiles the rest meanwhile.
  const folder = mkdtempSync(join(root, '.copied-'))
  try {
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../tsconfig.json', include: ['*.ts'] }),
    )
    writeFileSync(join(folder, 'copied.ts'), text)
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
      encoding: 'utf8',
    })
    return stdout.split(/\n(?=\S)/).filter((message) => message !== '')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('curl asks this inspector, wherever it is mounted, without what one signed in with', () => {
  expect(writeCurl('http://ops:hunter2@shop.example:8080/ops/tasks/', "it's a/b")).toBe(
    `# Where one has to sign in, add: -H "Authorization: Bearer $TOKEN" (or -u USER)
curl -sS 'http://shop.example:8080/ops/tasks/api/tasks/it%27s%20a%2Fb'
`,
  )
})
