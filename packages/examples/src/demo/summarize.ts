import type { MeasuredPackage, PackageReport } from './tasks.ts'

/** A dependency that the measured packages do not know of, because it would have closed a cycle. */
interface CutDependency {
  readonly from: string
  readonly to: string
}

export interface SummaryOptions {
  /** How many of the largest packages are listed. */
  readonly top: number
  readonly cuts: readonly CutDependency[]
}

/** Sums up packages that were measured. */
export function summarize(
  packages: readonly MeasuredPackage[],
  { top, cuts }: SummaryOptions,
): PackageReport {
  const ownBytes = new Map(packages.map(({ id, installs }) => [id, installs[id] ?? 0]))
  const bytesOf = (ids: Iterable<string>): number =>
    [...ids].reduce((sum, id) => sum + (ownBytes.get(id) ?? 0), 0)
  const rows = [...completeInstalls(packages, cuts)].map(([id, ids]) => ({
    id,
    ownBytes: bytesOf([id]),
    bytes: bytesOf(ids),
    packages: ids.size,
  }))
  const levels = new Map<number, number>()
  for (const { depth } of packages) levels.set(depth, (levels.get(depth) ?? 0) + 1)
  return {
    packages: packages.length,
    installed: packages.filter(({ isInstalled }) => isInstalled).length,
    bytes: bytesOf(ownBytes.keys()),
    depth: Math.max(0, ...levels.keys()),
    width: Math.max(0, ...levels.values()),
    largest: rows.toSorted((one, other) => other.bytes - one.bytes).slice(0, top),
  }
}

/** What is installed with each package, with the dependencies that were cut: the numbers are those of the real graph. */
function completeInstalls(
  packages: readonly MeasuredPackage[],
  cuts: readonly CutDependency[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const installs = new Map(packages.map((each) => [each.id, new Set(Object.keys(each.installs))]))
  for (const ids of installs.values()) {
    // What is added here is visited too: a cut may lead to another.
    for (const id of ids)
      for (const { to } of cuts.filter(({ from }) => from === id))
        for (const brought of installs.get(to) ?? []) ids.add(brought)
  }
  return installs
}
