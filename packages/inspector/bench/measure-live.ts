import { EventEmitter, once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

import { startLocalMongo, type Topology } from '@taskloom/local-mongo'
import { defineTask } from '@taskloom/sdk'
import { createTestLoom } from '@taskloom/sdk/testing'
import express from 'express'
import { pino } from 'pino'
import type { Browser, Page } from 'playwright'
import { z } from 'zod'

import { createInspector } from '../server/index.ts'
import { serveApp } from '../test/support/serve-app.ts'

/** Between two changes, in milliseconds: long enough that each is a change out of the blue. */
const [shortestPause, longestPause] = [200, 600]

const Step = defineTask({ name: 'step', schema: z.object({ n: z.number() }) })

/** How long each of so many changes takes from its commit until the list of tasks shows it, in milliseconds. */
export async function measureLive(browser: Browser, topology: Topology, changes: number): Promise<number[]> {
  await using mongo = await startLocalMongo({ topology })
  await using context = await createTestLoom({ uri: mongo.uri, sweeper: true })
  // As in another process: with a connection of its own, that knows nothing of what this one writes.
  await using viewer = await createTestLoom({ uri: mongo.uri, database: context.database })
  const inspector = createInspector({ loom: viewer.loom, logger: pino({ level: 'silent' }) })
  await using app = await serveApp(express().use(inspector))
  await context.loom.push(Array.from({ length: changes }, (_, n) => Step({ n })))
  const page = await browser.newPage({ viewport: { width: 1_280, height: 60 * changes } })
  const tasks = await context.loom.popMany(Step, changes)
  await page.goto(`${app.url}/tasks`)
  const drawn = await watchFinished(page)
  const times: number[] = []
  for (const task of tasks) {
    await delay(shortestPause + Math.random() * (longestPause - shortestPause))
    const seen = drawn()
    await task.finish()
    const committed = performance.timeOrigin + performance.now()
    times.push(Math.max(0, (await seen) - committed))
  }
  await page.close()
  await inspector.close()
  return times
}

/** In the page: tells of each row that says `Finished` in the frame after the one in which it was painted. */
const watching = `{
  const count = () =>
    [...document.querySelectorAll('[role=row]')].filter((row) => row.textContent.includes('Finished')).length
  const tell = () => tellDrawn(performance.timeOrigin + performance.now())
  let known = count()
  new MutationObserver(() => {
    const now = count()
    if (now > known) requestAnimationFrame(() => requestAnimationFrame(tell))
    known = now
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
}`

/** Gives a function whose promise resolves with the time at which the next finished task has been drawn. */
async function watchFinished(page: Page): Promise<() => Promise<number>> {
  await page.getByRole('grid').getByRole('row').filter({ hasText: 'Running' }).first().waitFor()
  const events = new EventEmitter()
  await page.exposeFunction('tellDrawn', (time: number) => events.emit('drawn', time))
  await page.evaluate(watching)
  return async () => {
    const [time] = (await once(events, 'drawn')) as [number]
    return time
  }
}
