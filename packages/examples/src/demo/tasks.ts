// What the tasks of the demo are. No code that runs: the process that pushes needs nothing of what the workers do.
import { allOf, defineTask, itself, type ResultOf } from '@taskloom/sdk'
import { z } from 'zod'

/** Measures one package, once all packages that it depends on are measured. */
export const MeasurePackage = defineTask({
  name: 'measure-package',
  schema: z.object({
    id: z.string(),
    /** Where it would be installed; left out when nothing is. */
    folder: z.string().optional(),
  }),
  dependsOn: { needs: allOf(itself) },
  result: z.object({
    id: z.string(),
    /** False for a package of another platform. */
    isInstalled: z.boolean(),
    /** How many packages deep it reaches: 1 for a package that depends on nothing. */
    depth: z.number(),
    /** The bytes of everything that is installed with it, itself included, by package id. */
    installs: z.record(z.string(), z.number()),
  }),
})

/** Sums up all packages. */
export const Report = defineTask({
  name: 'report',
  schema: z.object({
    /** How many of the largest packages are listed. */
    top: z.number().default(10),
    /** Dependencies that are missing from the DAG, because they would close a cycle. */
    cuts: z.array(z.object({ from: z.string(), to: z.string() })),
  }),
  dependsOn: { packages: allOf(MeasurePackage) },
  result: z.object({
    packages: z.number(),
    installed: z.number(),
    bytes: z.number(),
    /** The packages of the longest chain of dependencies. */
    depth: z.number(),
    /** The packages of the fullest level; a level is what reaches equally deep. */
    width: z.number(),
    largest: z.array(
      z.object({ id: z.string(), ownBytes: z.number(), bytes: z.number(), packages: z.number() }),
    ),
  }),
})

export type MeasuredPackage = ResultOf<typeof MeasurePackage>

export type PackageReport = ResultOf<typeof Report>
