import { defineConfig } from 'vitest/config'

const conditions = ['@taskloom/source']

/** Pure code beside its source: it needs no server and no browser. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name: 'inspector', include: ['{shared,server,client}/**/*.test.ts'], testTimeout: 60_000 },
})
