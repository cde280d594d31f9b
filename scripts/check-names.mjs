// Refuses what the linter has no rule for: names of folders and files that say nothing, and files over the limit
// that the linter does not read. `npm run check:names`; it also prints the sizes of our files, so that "small
// files" stays a fact.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

const sayNothing = /(^|\/)(utils?|helpers?|common|lib|misc|manager|types)(\/|\.[a-z]+$)/
const longest = 300

const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => /\.(m?ts|tsx|mjs|css)$/.test(file) && existsSync(file))
const sizes = files.map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))

const complaints = [
  ...files
    .filter((file) => sayNothing.test(file) && !file.includes('/test/types/'))
    .map((file) => `${file}: \`${basename(file)}\` says nothing of what is in it.`),
  ...sizes
    .filter(({ lines }) => lines > longest)
    .map(({ file, lines }) => `${file}: ${lines} lines, and at most ${longest} are allowed.`),
]

const sources = sizes
  .filter(({ file }) => /\/src\//.test(file) && !file.endsWith('.test.ts'))
  .map(({ lines }) => lines)
  .toSorted((one, other) => one - other)
const at = (share) => sources[Math.min(sources.length - 1, Math.floor(sources.length * share))]
process.stdout.write(
  `${sources.length} source files: median ${at(0.5)} lines, p90 ${at(0.9)}, longest ${sources.at(-1)}.\n`,
)
for (const complaint of complaints) process.stdout.write(`${complaint}\n`)
process.exitCode = complaints.length === 0 ? 0 : 1
