import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { chromium } from 'playwright'

export interface LocalBrowser {
  readonly executablePath: string
  /** Where it was found, for people. */
  readonly from: string
}

/** No Chromium could be found or downloaded; the message says what was tried and the ways out. */
export class NoLocalBrowser extends Error {
  override readonly name = 'NoLocalBrowser'
}

/** Where to look: everything that the outside world decides. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly download: () => Promise<string>
}

const namesOnPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const installed: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
}

/** A download that takes longer than this, in milliseconds, is given up. */
const downloadLimit = 240_000

/**
 * Finds a Chromium: `CHROMIUM_PATH`, one of the system, Playwright's own, or, as the last resort, Playwright's
 * download into its cache.
 * @throws NoLocalBrowser when there is none and none can be had.
 */
export async function findBrowser(surroundings: Surroundings = ofThisProcess()): Promise<LocalBrowser> {
  const { environment } = surroundings
  const given = environment['CHROMIUM_PATH']
  if (given !== undefined && given !== '') {
    if (await canRun(given)) return { executablePath: given, from: 'CHROMIUM_PATH' }
    throw new NoLocalBrowser(`CHROMIUM_PATH names ${given}, which is not a program that can be run.`)
  }
  const system = await firstThatRuns(systemPaths(surroundings))
  if (system !== undefined) return { executablePath: system, from: 'the system' }
  try {
    return { executablePath: await surroundings.download(), from: 'Playwright' }
  } catch (error) {
    throw noBrowser(error)
  }
}

function systemPaths({ environment, platform }: Surroundings): string[] {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = folders.flatMap((folder) => namesOnPath.map((name) => join(folder, name)))
  return [...onPath, ...(installed[platform] ?? [])]
}

async function firstThatRuns(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await canRun(path)) return path
  return undefined
}

async function canRun(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

function ofThisProcess(): Surroundings {
  return { environment: process.env, platform: process.platform, download: downloadWithPlaywright }
}

/** Gives the path of Playwright's own Chromium, which it downloads once, into its cache. */
async function downloadWithPlaywright(): Promise<string> {
  const path = chromium.executablePath()
  if (await canRun(path)) return path
  const command = join(dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js')
  await promisify(execFile)(process.execPath, [command, 'install', 'chromium'], { timeout: downloadLimit })
  return path
}

function noBrowser(cause: unknown): NoLocalBrowser {
  const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
  return new NoLocalBrowser(
    [
      'No Chromium was found: not in CHROMIUM_PATH, not on the PATH, and Playwright could not download one',
      `(${reason}).`,
      'Install one (such as `apt-get install chromium` or `brew install --cask chromium`), or set CHROMIUM_PATH.',
    ].join('\n'),
    { cause },
  )
}
