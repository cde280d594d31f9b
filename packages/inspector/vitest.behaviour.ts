import { defineConfig, type ViteUserConfig } from 'vitest/config'

const conditions = ['@taskloom/source']

/** The server of the inspector against a real MongoDB. The whole suite runs on each topology. */
export function behaviourOn(topology: 'replica-set' | 'standalone'): ViteUserConfig {
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name: `inspector on ${topology}`,
      include: ['test/**/*.test.ts'],
      globalSetup: ['@taskloom/local-mongo/vitest-global-setup'],
      provide: { topology },
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
