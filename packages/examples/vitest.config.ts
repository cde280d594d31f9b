import { defineConfig } from 'vitest/config'

const conditions = ['@taskloom/source']

/** The demo's tests that a slow server has no time for in an everyday run: others show nearly the same. */
const leftOutWhenSlow = [
  "demo.test.ts > the workspace's own lockfile",
  'demo-ends.test.ts > Ctrl-C after "packages, ',
  'demo-ends.test.ts > Ctrl-C after "Server: ',
  'demo-ends.test.ts > Ctrl-C after " FINISHED ',
  'demo-ends.test.ts > when all workers are killed',
]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'examples',
    include: ['test/**/*.test.ts'],
    globalSetup: ['@taskloom/local-mongo/vitest-global-setup'],
    setupFiles: ['@taskloom/local-mongo/vitest-left-out'],
    provide: { leftOutWhenSlow },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
