import type { StepRefusal } from './local-mongo.ts'

/** One step of the chain that led to nothing. */
export interface Refusal extends StepRefusal {
  readonly title: string
}

/** No way to come by a server worked. The message names each, why it failed, and the shortest way out. */
export class NoLocalMongo extends Error {
  override readonly name = 'NoLocalMongo'

  constructor(refusals: readonly Refusal[]) {
    super(describe(refusals))
  }
}

function describe(refusals: readonly Refusal[]): string {
  const tried = refusals.map(({ title, refused }) => `  - ${title}: ${refused}`)
  // The later a step, the less it asks of the machine: its remedy is the shorter one.
  const remedies = refusals.flatMap(({ remedy }) => remedy ?? [])
  const remedy = remedies.at(-1)
  return [
    'No MongoDB server could be found or started. Tried, in this order:',
    ...tried,
    remedy
      ? `The shortest way out: ${remedy}, or set MONGODB_URI to a server that you have.`
      : 'The shortest way out: set MONGODB_URI to a server that you have, or install MongoDB.',
  ].join('\n')
}
