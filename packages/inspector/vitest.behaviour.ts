import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Where the tests are. */
export const allFiles = 'test/**/*.test.ts'

/** What an everyday run leaves out: what is large or waits long, and what others show nearly as well. */
const everyday = [
  ...["[ '--nonsense'", "[ '--token'", "[ '--json'", "[ '--uri', 'mongodb://user"].map(
    (title) => `cli.test.ts > ${title}`,
  ),
  'cli.test.ts > shows the diagnosis',
  'database-away.test.ts > may be away at the start',
  'graph-size.test.ts',
]

/** And where the server is slow. */
const long = [
  'actions.test.ts > tells how far it is',
  'cli.test.ts > has help',
  'export.test.ts',
  'soak.test.ts',
]

/** The soak is the same on both. */
const leftOutOn = { 'replica-set': everyday, standalone: [...everyday, 'soak.test.ts'] }

/** What an everyday run on a slow server leaves out: on both topologies tests say nearly the same. */
const leftOutWhenSlow = {
  'replica-set': long,
  standalone: [...long, 'actions.test.ts'],
}

const conditions = ['@taskloom/source']

/** The server of the inspector against a real MongoDB. The whole suite runs on a replica set, and in full on a standalone, too. */
export function behaviourOn(
  topology: 'replica-set' | 'standalone',
  include: readonly string[] = [allFiles],
): ViteUserConfig {
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name: `inspector on ${topology}`,
      include: [...include],
      globalSetup: ['@taskloom/local-mongo/vitest-global-setup'],
      setupFiles: ['@taskloom/local-mongo/vitest-left-out'],
      provide: { topology, leftOut: { everyday: leftOutOn[topology], slow: leftOutWhenSlow[topology] } },
      isolate: false,
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  })
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The topology that the tests of a project run on. */
    topology: 'replica-set' | 'standalone'
  }
}
