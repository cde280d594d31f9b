import { isSlow } from './test-loom.ts'

/** How large a test is: in full, in the everyday run on a fast server, and on a slow one. */
export interface Sizes {
  readonly full: number
  readonly fast: number
  readonly slow: number
}

/** Whether the sizes in full are wanted: `npm run scale` and continuous integration say so. */
const isFull = process.env['TASKLOOM_FULL_SIZES'] === '1'

/** Chooses the size of a test by the server and the run, and prints what was shrunk. */
export function sizeFor(what: string, { full, fast, slow }: Sizes): number {
  if (isSlow) return shrunk(what, slow, full)
  return isFull ? full : shrunk(what, fast, full)
}

function shrunk(what: string, size: number, full: number): number {
  if (size < full) process.stdout.write(`Shrunk: ${what}, ${size} of ${full}; \`npm run scale\` runs all.\n`)
  return size
}
