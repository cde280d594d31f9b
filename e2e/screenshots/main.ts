// `npm run screenshots`: takes the pictures of the inspector that the README shows, light and dark, into docs/images.
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { chromium, type Browser, type Page } from '@playwright/test'
import { runCommand, type CommandSurroundings } from '@taskloom/command-line'
import { serveInspector } from '@taskloom/inspector'
import { findBrowser, NoLocalBrowser } from '@taskloom/local-browser'
import { NoLocalMongo, startLocalMongo } from '@taskloom/local-mongo'
import { connect } from '@taskloom/sdk'

import { playScene, type Scene } from './scene.ts'

const folder = resolve(import.meta.dirname, '../../docs/images')

interface Picture {
  readonly name: string
  readonly path: (scene: Scene) => string
  /** What must be on the page before it is taken. */
  readonly ready: string
}

const graphReady = '[data-graph-ready]'

const pictures: readonly Picture[] = [
  { name: 'overview', path: () => '', ready: 'main table' },
  { name: 'dags', path: () => 'dags', ready: '[role=row]' },
  { name: 'tasks', path: ({ failed }) => `tasks?task=${failed}&tab=error`, ready: '[role=tab]' },
  { name: 'task', path: ({ failed }) => `tasks/${failed}`, ready: '[role=tab]' },
  { name: 'graph', path: ({ small }) => `dags/${small}/graph`, ready: graphReady },
  { name: 'timeline', path: ({ small }) => `dags/${small}/timeline`, ready: 'main canvas' },
  { name: 'graph-lockfile', path: ({ lockfile }) => `dags/${lockfile}/graph`, ready: graphReady },
  { name: 'graph-10000', path: ({ large }) => `dags/${large}/graph`, ready: graphReady },
]

await runCommand({
  usage: 'Takes the pictures of the inspector, light and dark, into docs/images.\n\n  npm run screenshots',
  plainErrors: [NoLocalMongo, NoLocalBrowser],
  run: async (_, surroundings) => takeAll(surroundings),
})

async function takeAll(surroundings: CommandSurroundings): Promise<string> {
  const say = (line: string): void => surroundings.say(line)
  await mkdir(folder, { recursive: true })
  const { executablePath } = await findBrowser()
  await using mongo = await startLocalMongo({ topology: 'replica-set', onMessage: say })
  await using loom = await connect({ uri: mongo.uri, database: 'shop' })
  await using inspector = await serveInspector({ loom, port: 0, readOnly: false, environment: 'demo' })
  const scene = await playScene(loom, say)
  const json = { 'content-type': 'application/json' }
  await fetch(`${inspector.url}api/indexes`, { method: 'POST', headers: json, body: '{}' })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await openPage(browser, colorScheme)
      for (const picture of pictures) {
        await page.goto(inspector.url + picture.path(scene))
        await page.locator(picture.ready).first().waitFor({ timeout: 60_000 })
        // What is drawn on a canvas, and what slides in, has no element to wait for.
        await page.waitForTimeout(2_500)
        await page.screenshot({ path: join(folder, `${picture.name}-${colorScheme}.png`) })
        say(`${picture.name}, ${colorScheme}`)
      }
    }
  } finally {
    await browser.close()
    await scene.end()
  }
  return `${pictures.length * 2} pictures are in docs/images.`
}

async function openPage(browser: Browser, colorScheme: 'light' | 'dark'): Promise<Page> {
  const viewport = { width: 1280, height: 800 }
  return browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' })
}
