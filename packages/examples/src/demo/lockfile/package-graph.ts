/** A package as a lockfile lists it. One with several sets of peers is several packages, each with its own id. */
export interface Package {
  /** Name and version, followed by the peers that it was resolved with: `vite@8.3.8(esbuild@0.28.2)`. */
  readonly id: string
  readonly name: string
  /** The ids of what it depends on directly, optional and peer dependencies included; sorted. */
  readonly needs: readonly string[]
}

/** The packages of a lockfile by id. */
export type PackageGraph = ReadonlyMap<string, Package>
