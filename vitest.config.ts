import { defineConfig } from 'vitest/config'

const conditions = ['@taskloom/source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { projects: ['packages/*/vitest.config.ts'] },
})
