// `npm run test:full`: the tests that grow with the server, in full: sizes that the everyday run shrinks and says so.
import { spawnSync } from 'node:child_process'

const tests = [
  'processes',
  'recovery-time',
  'dependencies-cascade',
  'results',
  'push.test',
  'readiness-property',
  'crash-points',
  'model',
]

const { status } = spawnSync('vitest', ['run', '--project', 'sdk on*', ...tests, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, TASKLOOM_FULL_SIZES: '1' },
})
process.exitCode = status ?? 1
