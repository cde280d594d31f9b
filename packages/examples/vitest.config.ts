import { defineConfig } from 'vitest/config'

const conditions = ['@taskloom/source']

/** What an everyday run leaves out: what others show nearly as well. */
const everyday = [
  'demo.test.ts > where nothing is installed',
  'demo.test.ts > without a server',
  'demo-ends.test.ts > Ctrl-C after "packages, ',
  'demo-ends.test.ts > Ctrl-C after "Server: ',
  'demo-ends.test.ts > Ctrl-C after " FINISHED ',
  'demo-ends.test.ts > Ctrl-C after "Started the worker',
  'demo-ends.test.ts > a second Ctrl-C',
  'demo-ends.test.ts > the workers end with the demo',
  'demo-ends.test.ts > when all workers are killed',
  ...['all-of', 'any-of', 'direct-dependency', 'earlier-task', 'one-kind', 'some-of', 'on-failure'].map(
    (name) => `examples.test.ts > ${name}.ts prints`,
  ),
]

/** And on a slow server. */
const slow = [
  "demo.test.ts > the workspace's own lockfile",
  'demo.test.ts > the tables, and plain lines',
  ...['optional-dependency', 'priorities', 'growth', 'expiry', 'mixed-kinds'].map(
    (name) => `examples.test.ts > ${name}.ts prints`,
  ),
]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'examples',
    include: ['test/**/*.test.ts'],
    globalSetup: ['@taskloom/local-mongo/vitest-global-setup'],
    setupFiles: ['@taskloom/local-mongo/vitest-left-out'],
    provide: { leftOut: { everyday, slow } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
