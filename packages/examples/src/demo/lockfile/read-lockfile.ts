import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'

import { CommandError } from '@taskloom/command-line'

import { type Cut, cutCycles } from './cut-cycles.ts'
import { findInstalledPackages, type InstalledPackages } from './installed-packages.ts'
import type { PackageGraph } from './package-graph.ts'
import { parseLockfile } from './parse-lockfile.ts'

/** What the demo works on. */
export interface Lockfile {
  readonly file: string
  /** The packages, without cycles. */
  readonly graph: PackageGraph
  /** The dependencies that the graph lacks for that. */
  readonly cuts: readonly Cut[]
  readonly installed: InstalledPackages
}

/**
 * Reads a lockfile, and finds what is installed beside it.
 * @throws CommandError When there is no such file, or when it is not what the demo can read.
 */
export async function readLockfile(file: string): Promise<Lockfile> {
  const graph = parse(file, await read(file))
  if (graph.size === 0) throw new CommandError(`${file} lists no packages: there is nothing to measure.`)
  return { file, ...cutCycles(graph), installed: await findInstalledPackages(dirname(file)) }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const why = missing ? 'there is no such file' : error instanceof Error ? error.message : String(error)
    throw new CommandError(`${file} cannot be read: ${why}.`, { cause: error })
  }
}

function parse(file: string, text: string): PackageGraph {
  try {
    return parseLockfile(text)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    throw new CommandError(`${file} cannot be used: ${error.message}`, { cause: error })
  }
}
