// `npm run example <name>` runs an example; without a name it lists them.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL('../', import.meta.url)
const examples = readdirSync(fileURLToPath(folder))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
const [, , name = ''] = process.argv

if (examples.includes(name)) {
  await import(new URL(`${name}.ts`, folder).href)
} else {
  console.error(`Usage: npm run example <name>, where the name is one of\n  ${examples.join('\n  ')}`)
  process.exitCode = 1
}
