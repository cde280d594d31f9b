import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

import { downloadRefusalFile } from '../cache.ts'
import type { Environment } from '../local-mongo.ts'
import { parseRecord } from '../record.ts'

/** How long a refused download is not tried again. */
const rememberedMilliseconds = 24 * 60 * 60 * 1_000

interface RefusalNote {
  readonly refused: string
  readonly at: number
  /** The settings of the download: with other settings it may succeed. */
  readonly settings: string
}

/** The reason of a refusal within the last day, with how to forget it; undefined if there was none. */
export async function recallRefusal(environment: Environment): Promise<string | undefined> {
  const note = await readNote(environment)
  if (!note || note.settings !== settingsOf(environment)) return undefined
  const age = Date.now() - note.at
  if (age < 0 || age > rememberedMilliseconds) return undefined
  const minutes = Math.round(age / 60_000)
  const file = downloadRefusalFile(environment)
  return `${note.refused} (${minutes} minutes ago; to try again before a day has passed, delete ${file})`
}

/** Notes a refusal, so that later runs need not wait for it. */
export async function rememberRefusal(environment: Environment, refused: string): Promise<void> {
  const note: RefusalNote = { refused, at: Date.now(), settings: settingsOf(environment) }
  const file = downloadRefusalFile(environment)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, JSON.stringify(note))
}

/** Removes the note. */
export async function forgetRefusal(environment: Environment): Promise<void> {
  await rm(downloadRefusalFile(environment), { force: true })
}

async function readNote(environment: Environment): Promise<RefusalNote | undefined> {
  const note = parseRecord(await readFile(downloadRefusalFile(environment), 'utf8').catch(() => ''))
  // Absent, or damaged: then the download is simply tried.
  if (typeof note?.['refused'] !== 'string' || typeof note['at'] !== 'number') return undefined
  return { refused: note['refused'], at: note['at'], settings: String(note['settings']) }
}

function settingsOf(environment: Environment): string {
  return Object.entries(environment)
    .filter(([name]) => name.startsWith('MONGOMS_') || /^https?_proxy$/i.test(name))
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('\n')
}
