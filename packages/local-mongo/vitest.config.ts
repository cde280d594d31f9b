import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'local-mongo',
    include: ['test/**/*.test.ts'],
    globalSetup: ['@taskloom/local-mongo/vitest-global-setup'],
    testTimeout: 60_000,
  },
})
