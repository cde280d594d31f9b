import type { TaskNode } from '@taskloom/sdk'

import type { Lockfile } from './lockfile/read-lockfile.ts'
import { type MeasuredPackage, MeasurePackage, type PackageReport, Report } from './tasks.ts'

type PackageNode = TaskNode<'measure-package', MeasuredPackage>

/** Makes a node for each package of a lockfile, and the report that waits for them all. */
export function reportNode(
  { graph, cuts, installed }: Lockfile,
  top: number,
): TaskNode<'report', PackageReport> {
  const nodes = new Map<string, PackageNode>()

  const nodeOf = (id: string): PackageNode => {
    const known = nodes.get(id)
    if (known !== undefined) return known
    const found = graph.get(id)
    if (found === undefined) throw new Error(`The graph has no package ${id}.`)
    const folder = installed.folderOf(found)
    const node = MeasurePackage(
      { id, ...(folder === undefined ? {} : { folder }) },
      { dependsOn: { needs: found.needs.map(nodeOf) } },
    )
    nodes.set(id, node)
    return node
  }

  const payload = { top, cuts: cuts.map(({ from, to }) => ({ from, to })) }
  return Report(payload, { dependsOn: { packages: [...graph.keys()].map(nodeOf) } })
}
