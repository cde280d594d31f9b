const shortest = 100
const longest = 5_000

/** How many milliseconds to wait after this many failures in a row: doubling, with jitter, up to 5 s. */
export function retryDelay(failures: number): number {
  const delay = Math.min(longest, shortest * 2 ** Math.min(failures - 1, 10))
  return delay * (0.5 + Math.random() / 2)
}
