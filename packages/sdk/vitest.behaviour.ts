import { defineConfig, type ViteUserConfig } from 'vitest/config'

import { leftOutWhenSlow } from './vitest.left-out.ts'

/** Where the tests are. */
export const allFiles = 'test/behaviour/**/*.test.ts'

const conditions = ['@taskloom/source']

/** In milliseconds. A timeout is there for what hangs, not for what is slow: full sizes take their time. */
const longest = process.env['TASKLOOM_FULL_SIZES'] === '1' ? 600_000 : 120_000

/** The behaviour of the SDK against a real server. The whole suite runs on a replica set, and in full on a standalone, too. */
export function behaviourOn(
  topology: 'replica-set' | 'standalone',
  include: readonly string[] = [allFiles],
): ViteUserConfig {
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name: `sdk on ${topology}`,
      include: [...include],
      globalSetup: ['@taskloom/local-mongo/vitest-global-setup'],
      setupFiles: ['@taskloom/local-mongo/vitest-left-out'],
      provide: { topology, leftOut: { slow: leftOutWhenSlow[topology] } },
      isolate: false,
      testTimeout: longest,
      hookTimeout: longest,
    },
  })
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The topology that the tests of a project run on. */
    topology: 'replica-set' | 'standalone'
  }
}
