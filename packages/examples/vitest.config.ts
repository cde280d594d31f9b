import { defineConfig } from 'vitest/config'

const conditions = ['@taskloom/source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'examples',
    include: ['test/**/*.test.ts'],
    globalSetup: ['@taskloom/local-mongo/vitest-global-setup'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
