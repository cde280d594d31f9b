import { defineConfig } from 'vitest/config'

const conditions = ['@taskloom/source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name: 'bench', include: ['test/*.test.ts'], testTimeout: 60_000 },
})
