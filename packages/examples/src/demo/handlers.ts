// What the workers of the demo do.
import { folderSize } from './folder-size.ts'
import { summarize } from './summarize.ts'
import { MeasurePackage, Report } from './tasks.ts'

const measurePackage = MeasurePackage.handle(async ({ payload: { id, folder }, dependencies: { needs } }) => {
  const size = folder === undefined ? undefined : await folderSize(folder)
  // Two dependencies that bring the same package along name it once.
  const installs = Object.assign({}, ...needs.map((need) => need.installs)) as Record<string, number>
  return {
    id,
    isInstalled: size !== undefined,
    depth: 1 + Math.max(0, ...needs.map((need) => need.depth)),
    installs: { ...installs, [id]: size ?? 0 },
  }
})

const report = Report.handle(({ payload, dependencies: { packages } }) => summarize(packages, payload))

export const handlers = [measurePackage, report]
