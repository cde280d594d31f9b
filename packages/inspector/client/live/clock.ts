import { useSyncExternalStore } from 'react'

/** One tick a second for everything that counts; nothing ticks while nobody looks. */
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let ahead = 0
let current = Date.now()

/**
 * Sets the clock by the server's, so that countdowns are right on a machine whose clock is not.
 * @param heardAt When the server said so, by the clock of this machine.
 */
export function setClock(serverTime: number, heardAt: number): void {
  ahead = serverTime - heardAt
  tick()
}

/** The time by the database's clock, in milliseconds since 1970. */
export function now(): number {
  return Date.now() + ahead
}

/** The time, told anew every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => current)
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) tick()
  listeners.add(listener)
  timer ??= setInterval(tick, 1_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  current = now()
  for (const listener of listeners) listener()
}
