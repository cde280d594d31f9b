import { existsSync } from 'node:fs'
import { join } from 'node:path'

export interface EverydayFiles {
  /** The package whose tests they are, as a path. */
  readonly directory: string
  /** Those of an everyday run, as paths from there. */
  readonly everyday: readonly string[]
  /** All of them, as a pattern. */
  readonly all: string
}

/**
 * Chooses the test files of a project that says again what another one says: some in an everyday run, which prints
 * so, and all where `TASKLOOM_FULL_SIZES=1` asks for everything, as `npm run test:full` and continuous integration do.
 * @throws Error when a file of an everyday run is not there
 */
export function everydayFiles({ directory, everyday, all }: EverydayFiles): string[] {
  const missing = everyday.filter((file) => !existsSync(join(directory, file)))
  if (missing.length > 0) throw new Error(`No such test file in ${directory}: ${missing.join(', ')}.`)
  if (process.env['TASKLOOM_FULL_SIZES'] === '1') return [all]
  process.stdout.write(
    `Shrunk: on the standalone, ${everyday.length} files of ${all}, those where it differs; \`npm run test:full\` runs all.\n`,
  )
  return [...everyday]
}
