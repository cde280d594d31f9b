import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { hostname, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

import type { Environment } from '../local-mongo.ts'
import { parseRecord } from '../record.ts'

/** The folder that a started server may fill. */
export interface DataFolder {
  /** Goes when the server ends. */
  readonly root: string
  /** The server's files: in `root`, unless the caller keeps them elsewhere. */
  readonly data: string
  /** Names the processes that use the folder. */
  readonly ownerFile: string
}

/** The process ids in the owner file. */
export interface Owner {
  readonly supervisor: number
  readonly server: number
}

/** Makes a fresh folder for one server, and removes those that crashed runs have left. */
export async function createDataFolder(environment: Environment, kept?: string): Promise<DataFolder> {
  const parent = dataFoldersParent(environment)
  await mkdir(parent, { recursive: true, mode: 0o700 })
  await removeStaleFolders(parent)
  const root = await mkdtemp(join(parent, `${process.pid}-`))
  const data = kept ?? join(root, 'data')
  await mkdir(data, { recursive: true })
  return { root, data, ownerFile: join(root, 'owner.json') }
}

/** The folder of all data folders. It has the machine's name: process ids mean nothing on another. */
export function dataFoldersParent(environment: Environment): string {
  const temporary = environment['TMPDIR'] || tmpdir()
  return join(temporary, `taskloom-mongo-${userInfo().username}-${hostname()}`)
}

/** Removes the data folders whose processes are all gone. */
async function removeStaleFolders(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const creator = Number.parseInt(name, 10)
    if (!Number.isInteger(creator) || isAlive(creator)) continue
    const folder = join(parent, name)
    const owner = await readOwner(join(folder, 'owner.json'))
    if (owner && (isAlive(owner.supervisor) || isAlive(owner.server))) continue
    await rm(folder, { recursive: true, force: true })
  }
}

/** Reads who uses a data folder; undefined if that was not written yet, or is damaged. */
export async function readOwner(ownerFile: string): Promise<Owner | undefined> {
  const owner = parseRecord(await readFile(ownerFile, 'utf8').catch(() => ''))
  if (typeof owner?.['supervisor'] !== 'number' || typeof owner['server'] !== 'number') return undefined
  return { supervisor: owner['supervisor'], server: owner['server'] }
}

/** Whether a process with this id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
