import { defineConfig } from 'vitest/config'

const conditions = ['@taskloom/source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'bench',
    include: ['test/*.test.ts'],
    globalSetup: ['@taskloom/local-mongo/vitest-global-setup'],
    setupFiles: ['@taskloom/local-mongo/vitest-left-out'],
    provide: { leftOut: { everyday: ['scale.test.ts'] } },
    testTimeout: 60_000,
  },
})
