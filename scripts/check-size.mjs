// Builds the inspector's client and weighs it, gzipped; `npm run check:size`. The limits are those of issue 7: what
// the overview needs to be seen, everything together, and the styles.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const limits = { 'first page, scripts': 170, 'everything, scripts': 320, 'everything, styles': 15 }

const inspector = process.cwd()
const client = join(inspector, 'dist/client')
execFileSync('vite', ['build', '--logLevel', 'warn'], { cwd: inspector, stdio: 'inherit' })

/** @type {Record<string, { file: string, imports?: string[] }>} */
const manifest = JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8'))
const assets = readdirSync(join(client, 'assets')).map((name) => `assets/${name}`)

const weights = {
  'first page, scripts': weigh(withImports(['index.html', 'pages/overview/overview-page.tsx'])),
  'everything, scripts': weigh(assets.filter((file) => file.endsWith('.js'))),
  'everything, styles': weigh(assets.filter((file) => file.endsWith('.css'))),
}

let isHeavy = false
for (const [name, limit] of Object.entries(limits)) {
  const weight = weights[name]
  isHeavy ||= weight > limit
  process.stdout.write(
    `${name}: ${weight.toFixed(1)} KB of ${limit} KB${weight > limit ? ', too heavy' : ''}\n`,
  )
}
process.exitCode = isHeavy ? 1 : 0

/**
 * The files of entries and of everything that they import at once.
 * @param {string[]} names
 * @returns {string[]}
 */
function withImports(names) {
  const seen = new Set(names)
  for (const name of seen) {
    const entry = manifest[name]
    if (entry === undefined)
      throw new Error(`The build has no ${name}: the list of what is weighed is out of date.`)
    for (const imported of entry.imports ?? []) seen.add(imported)
  }
  return [...seen].map((name) => manifest[name].file)
}

/**
 * Kilobytes (1,000 bytes) over the wire.
 * @param {string[]} files
 * @returns {number}
 */
function weigh(files) {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(client, file))).length, 0) / 1_000
}
