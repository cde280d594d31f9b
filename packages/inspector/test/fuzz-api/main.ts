// `npm run fuzz:api`: a public fuzzer sends whatever the OpenAPI document allows, and what it forbids, to a real
// inspector. It looks for answers of 500 and above, and for answers that the document does not describe.
// Node itself refuses long addresses, which is not what is looked at, so its limit is raised for this.
// What follows `--` goes to schemathesis, such as `--max-examples 200`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startLocalMongo } from '@taskloom/local-mongo'
import { createTestLoom } from '@taskloom/sdk/testing'
import { pino } from 'pino'

import { serveInspector } from '../../server/index.ts'
import { Album, Download, Resize } from '../support/definitions.ts'
import { findSchemathesis, run } from './schemathesis.ts'

/**
 * Filters, sorts and cursors are texts with a grammar of their own, which the document cannot describe: that a
 * text which fits it is refused is no failure. The live stream never ends, so it is left out.
 */
const fixed =
  '--checks all --exclude-checks positive_data_acceptance,ignored_auth --exclude-path /events --request-timeout 30 --suppress-health-check all --phases examples,coverage,fuzzing --continue-on-failure'.split(
    ' ',
  )

process.exitCode = await fuzz(process.argv.slice(2))

async function fuzz(args: readonly string[]): Promise<number> {
  const program = findSchemathesis(say)
  await using mongo = await startLocalMongo({ onMessage: say })
  await using context = await createTestLoom({ uri: mongo.uri })
  const source = Download({ url: 'https://example.org' })
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  const dag = await context.loom.push([
    source,
    image,
    Album({ title: 'June' }, { dependsOn: { images: [image] } }),
  ])
  // Errors are logged, so that what the fuzzer finds can be understood.
  const logger = pino({ level: 'error' }, pino.destination(2))
  await using served = await serveInspector({ loom: context.loom, port: 0, readOnly: false, logger })
  const folder = mkdtempSync(join(tmpdir(), 'taskloom-fuzz-'))
  try {
    const document = `${served.url}api/openapi.json`
    const url = ['--url', `${served.url}api`]
    const strange = await run(program, ['run', document, ...url, ...fixed, ...args], folder)
    // Once more with ids that exist: what is behind them is reached by no guess.
    const config = join(folder, 'known-ids.toml')
    writeFileSync(config, knownIds(image.id, dag.id))
    const known = await run(
      program,
      ['--config-file', config, 'run', document, ...url, ...fixed, ...args],
      folder,
    )
    return strange === 0 && known === 0 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function knownIds(task: string, dag: string): string {
  return operation('/tasks/', task) + operation('/dags/', dag)
}

function operation(path: string, id: string): string {
  return `[[operations]]\ninclude-path-regex = "^${path}"\nparameters = { "path.id" = "${id}" }\n`
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
