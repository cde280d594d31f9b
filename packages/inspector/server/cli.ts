#!/usr/bin/env node
// `taskloom-inspector`: see cli/option-table.ts for what it takes.
import { once } from 'node:events'

import { TaskloomError } from '@taskloom/sdk'

import { chooseQueue, chooseSource } from './cli/choose-queue.ts'
import { openBrowser } from './cli/open-browser.ts'
import { usage } from './cli/option-table.ts'
import { printJson } from './cli/print-json.ts'
import { readOptions, type GivenOptions } from './cli/read-options.ts'
import { serveOptionsOf } from './cli/serve-options.ts'
import { Problem } from './http/problem.ts'
import { InspectorMistake } from './mistake.ts'
import { serveInspector } from './serve-inspector.ts'
import { version } from './version.ts'

/** How long an orderly end may take, in milliseconds. */
const endingLimit = 3_000

process.exitCode = await run()

async function run(): Promise<number> {
  try {
    const given = readOptions(process.argv.slice(2), process.env)
    if (given.help === true) console.log(usage())
    else if (given.version === true) console.log(version)
    else if (given.json !== undefined) console.log(await printJson(await chooseQueue(given)))
    else await serve(given)
    return 0
  } catch (error) {
    const isPlain = [InspectorMistake, TaskloomError, Problem].some((each) => error instanceof each)
    console.error(isPlain && error instanceof Error ? error.message : error)
    return 1
  }
}

async function serve(given: GivenOptions): Promise<void> {
  const source = await chooseSource(given)
  const ended = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)))
  await using served = await serveInspector(serveOptionsOf(given, source))
  if (given.retry === false) await served.ready()
  console.error('The inspector is at')
  console.log(served.url)
  console.error('Ctrl-C ends it.')
  if (given.open === true) openBrowser(served.url)
  await ended
  // A database that is away must not keep the process from ending.
  setTimeout(() => process.exit(0), endingLimit).unref()
}
