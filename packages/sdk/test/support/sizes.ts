import { isSlow } from './test-loom.ts'

/** How large a test is: in full, in the everyday run on a fast server, and on a slow one. */
export interface Sizes {
  readonly full: number
  readonly fast: number
  readonly slow: number
}

/** Whether the sizes in full are wanted: `npm run test:full` and continuous integration say so. */
export const isFull = process.env['TASKLOOM_FULL_SIZES'] === '1'

/** Chooses the size of a test by the server and the run, and prints what was shrunk. */
export function sizeFor(what: string, { full, fast, slow }: Sizes): number {
  if (isSlow) return shrunk(what, slow, full)
  return isFull ? full : shrunk(what, fast, full)
}

function shrunk(what: string, size: number, full: number): number {
  if (size < full)
    process.stdout.write(`Shrunk: ${what}, ${size} of ${full}; \`npm run test:full\` runs all.\n`)
  return size
}

/** Chooses some of the cases of a test by the server and the run, evenly, and prints how many are left out. */
export function sampleFor<Case>(what: string, cases: readonly Case[], sizes: Sizes): readonly Case[] {
  const step = Math.max(1, Math.ceil(cases.length / sizeFor(what, sizes)))
  return cases.filter((_, index) => index % step === 0)
}
