import { parse as parsePath, refToRelative } from '@pnpm/dependency-path'
import { CommandError } from '@taskloom/command-line'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'

import type { Package, PackageGraph } from './package-graph.ts'

const references = z.record(z.string(), z.string()).default({})

const snapshotSchema = z.object({ dependencies: references, optionalDependencies: references })

const lockfileSchema = z.object({ snapshots: z.record(z.string(), snapshotSchema).default({}) })

const versionSchema = z.object({ lockfileVersion: z.union([z.string(), z.number()]) })

/**
 * Reads the graph of packages out of the text of a pnpm lockfile, version 9.
 * @throws CommandError When it is something else, an unknown version, or inconsistent.
 */
export function parseLockfile(text: string): PackageGraph {
  const content = parseYaml(text)
  assertVersion(content)
  const { data, error } = lockfileSchema.safeParse(content)
  if (data === undefined) throw new CommandError(`its content is not as expected: ${z.prettifyError(error)}`)
  const entries = Object.entries(data.snapshots).toSorted(([one], [other]) => (one < other ? -1 : 1))
  const graph = new Map(entries.map(([id, snapshot]) => [id, readPackage(id, snapshot)]))
  assertComplete(graph)
  return graph
}

/** Newer versions of pnpm put a document about themselves in front of the one about the project. */
function parseYaml(text: string): unknown {
  const document = parseAllDocuments(text).at(-1)
  const [problem] = document?.errors ?? []
  if (problem !== undefined) throw new CommandError(`it is not YAML: ${problem.message.trimEnd()}`)
  return document?.toJS()
}

function assertVersion(content: unknown): void {
  const { data } = versionSchema.safeParse(content)
  const version = String(data?.lockfileVersion ?? '')
  if (/^9(?:\.|$)/.test(version)) return
  // The lockfiles of npm count 1, 2, 3, as numbers; those of pnpm have never been below 5.
  if (Number(version) >= 5) {
    throw new CommandError(
      `its version is ${version}, and the demo reads version 9. Let pnpm 9 or 10 write it anew: pnpm install --lockfile-only.`,
    )
  }
  throw new CommandError('it is not a lockfile of pnpm.')
}

function readPackage(id: string, snapshot: z.output<typeof snapshotSchema>): Package {
  const all = { ...snapshot.optionalDependencies, ...snapshot.dependencies }
  const needs = Object.entries(all).flatMap(([name, reference]) => refToRelative(reference, name) ?? [])
  return { id, name: parsePath(id).name ?? id, needs: [...new Set<string>(needs)].toSorted() }
}

function assertComplete(graph: PackageGraph): void {
  for (const { id, needs } of graph.values()) {
    const missing = needs.find((need) => !graph.has(need))
    if (missing !== undefined) throw new CommandError(`${id} depends on ${missing}, which it does not list.`)
  }
}
