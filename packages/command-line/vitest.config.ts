import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { name: 'command-line', include: ['src/**/*.test.ts'], testTimeout: 60_000 },
})
