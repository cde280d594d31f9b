// `npm run test:full`: every test, in the sizes that the everyday run shrinks and says so.
import { spawnSync } from 'node:child_process'

const { status } = spawnSync('vitest', ['run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, TASKLOOM_FULL_SIZES: '1' },
})
process.exitCode = status ?? 1
