// Builds the inspector's client and weighs it, gzipped; `npm run check:size`. There is a limit for what the
// overview needs to be seen, for everything together, and for the styles.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const inspector = process.cwd()
const client = join(inspector, 'dist/client')
execFileSync('vite', ['build', '--logLevel', 'warn'], { cwd: inspector, stdio: 'inherit' })

const manifest = /** @type {Record<string, { file: string, imports?: string[] }>} */ (
  JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8'))
)
const assets = readdirSync(join(client, 'assets')).map((name) => `assets/${name}`)

/** In kilobytes. @type {[name: string, limit: number, files: string[]][]} */
const weighed = [
  ['first page, scripts', 170, withImports(['index.html', 'pages/overview/overview-page.tsx'])],
  ['everything, scripts', 320, assets.filter((file) => file.endsWith('.js'))],
  ['everything, styles', 15, assets.filter((file) => file.endsWith('.css'))],
]

const heavy = weighed.filter(([name, limit, files]) => {
  const weight = weigh(files)
  const isHeavy = weight > limit
  process.stdout.write(`${name}: ${weight.toFixed(1)} KB of ${limit} KB${isHeavy ? ', too heavy' : ''}\n`)
  return isHeavy
})
process.exitCode = heavy.length > 0 ? 1 : 0

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
