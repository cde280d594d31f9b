import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { name: 'local-browser', include: ['src/**/*.test.ts'], testTimeout: 60_000 },
})
