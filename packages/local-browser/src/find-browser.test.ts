import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { findBrowser, NoLocalBrowser } from './find-browser.ts'

let folder: string
let program: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskloom-browser-'))
  program = join(folder, 'chromium')
  await writeFile(program, '#!/bin/sh\n')
  await chmod(program, 0o755)
})

afterAll(() => rm(folder, { recursive: true }))

const download = async (): Promise<string> => '/cache/chromium'
const refused = async (): Promise<string> => Promise.reject(new Error('no network'))

test('CHROMIUM_PATH comes before everything else', async () => {
  const environment = { CHROMIUM_PATH: program, PATH: '' }
  expect(await findBrowser({ environment, platform: 'linux', download: refused })).toEqual({
    executablePath: program,
    from: 'CHROMIUM_PATH',
  })
})

test('a CHROMIUM_PATH that cannot be run is named, and nothing else is tried', async () => {
  const environment = { CHROMIUM_PATH: join(folder, 'absent'), PATH: folder }
  await expect(findBrowser({ environment, platform: 'linux', download })).rejects.toThrow(
    /CHROMIUM_PATH names .*absent/,
  )
})

test('a browser of the system comes before the download', async () => {
  const found = await findBrowser({ environment: { PATH: folder }, platform: 'linux', download: refused })
  expect(found).toEqual({ executablePath: program, from: 'the system' })
})

test('without one the download is taken', async () => {
  const found = await findBrowser({ environment: { PATH: '' }, platform: 'linux', download })
  expect(found).toEqual({ executablePath: '/cache/chromium', from: 'Playwright' })
})

test('where none can be had, the message says what was tried and how to get one', async () => {
  const nowhere = findBrowser({ environment: { PATH: '' }, platform: 'linux', download: refused })
  await expect(nowhere).rejects.toThrow(NoLocalBrowser)
  await expect(nowhere).rejects.toThrow(/no network[^]*CHROMIUM_PATH/)
})
