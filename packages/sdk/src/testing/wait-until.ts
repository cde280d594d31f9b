import { setTimeout as delay } from 'node:timers/promises'

const patience = 30_000
const shortest = 5
const longest = 100

/** Asks again and again, at growing distances, until there is an answer; rejects after 30 s. */
export async function waitUntil<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer extends true ? void : Answer> {
  const end = performance.now() + patience
  for (let distance = shortest; ; distance = Math.min(longest, distance * 1.5)) {
    const answer = await ask()
    if (answer !== undefined) return answer as Answer extends true ? void : Answer
    if (performance.now() > end)
      throw new Error(`Waited ${patience / 1_000} s until ${what}; it did not happen.`)
    await delay(distance)
  }
}
