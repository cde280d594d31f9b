import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { depPathToFilename } from '@pnpm/dependency-path'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'

import type { Package } from './package-graph.ts'

/** Where the packages of a lockfile are installed. */
export interface InstalledPackages {
  /** The folder of a package; it is absent when this platform does not need it. Undefined when nothing is installed. */
  readonly folderOf: (found: Package) => string | undefined
  /** Why nothing can be measured; undefined when it can. */
  readonly problem: string | undefined
}

/** What pnpm notes about an installation: `node_modules/.modules.yaml`. */
const modulesSchema = z.object({
  nodeLinker: z.string().default('isolated'),
  virtualStoreDir: z.string().default('.pnpm'),
  virtualStoreDirMaxLength: z.number().default(120),
})

/** Finds the packages that are installed in a project's folder. */
export async function findInstalledPackages(project: string): Promise<InstalledPackages> {
  const modules = join(project, 'node_modules')
  const text = await readFile(join(modules, '.modules.yaml'), 'utf8').catch(() => undefined)
  if (text === undefined) {
    return nothing('there is no node_modules beside it that pnpm has installed')
  }
  const { data } = modulesSchema.safeParse(parseYaml(text))
  if (data?.nodeLinker !== 'isolated') {
    return nothing('the node_modules beside it has another layout than that of the isolated linker')
  }
  const store = resolve(modules, data.virtualStoreDir)
  return {
    problem: undefined,
    folderOf: ({ id, name }) =>
      join(store, depPathToFilename(id, data.virtualStoreDirMaxLength), 'node_modules', name),
  }
}

function nothing(problem: string): InstalledPackages {
  return { problem, folderOf: () => undefined }
}
