// `npm run e2e`: the inspector as its users meet it: the packed tarballs in a folder of their own, a real database,
// live workers and a real browser. Arguments go to Playwright, such as `npm run e2e -- --headed graph`.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

// The tests themselves use the SDK from its source.
const environment = {
  ...process.env,
  NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --conditions=@taskloom/source`.trim(),
}
const folder = join(process.cwd(), 'e2e')
const command = join(folder, 'node_modules/@playwright/test/cli.js')
const { status } = spawnSync(process.execPath, [command, 'test', ...process.argv.slice(2)], {
  cwd: folder,
  stdio: 'inherit',
  env: environment,
})
process.exitCode = status ?? 1
