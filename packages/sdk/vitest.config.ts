import { defineConfig } from 'vitest/config'

const conditions = ['@taskloom/source']

/** What needs no server: pure code beside its source, types, and the messages of the compiler. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'sdk',
    include: ['src/**/*.test.ts', 'test/*.test.ts'],
    isolate: false,
    testTimeout: 60_000,
    typecheck: { enabled: true, include: ['test/types/**/*.test-d.ts'], checker: 'tsc' },
  },
})
