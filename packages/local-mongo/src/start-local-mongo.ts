import type { Environment, LocalMongo, StartOptions, Step, StepOutcome, StepRequest } from './local-mongo.ts'
import { NoLocalMongo, type Refusal } from './no-local-mongo.ts'
import { steps } from './steps.ts'
import { GivenServerUnreachable } from './steps/given-uri.ts'

/**
 * Finds or starts a MongoDB server: the first of `MONGODB_URI`, an installed `mongod`, a downloaded `mongod`,
 * SecantusDB's Rust server and SecantusDB from PyPI that works. A started server listens on loopback alone and
 * ends with this process, however that ends; its data is temporary.
 */
export async function startLocalMongo(options: StartOptions = {}): Promise<LocalMongo> {
  const environment = options.environment ?? process.env
  const chosen = chooseSteps(environment)
  const request: StepRequest = {
    topology: options.topology,
    environment,
    onMessage: options.onMessage ?? (() => {}),
    startMilliseconds: options.startMilliseconds ?? 60_000,
    home: options.home,
    forced: chosen.length < steps.length,
  }
  const refusals: Refusal[] = []
  for (const step of chosen) {
    const outcome = await attempt(step, request)
    if ('found' in outcome) return outcome.found
    refusals.push({ title: step.title, ...outcome })
    if (!outcome.absent) request.onMessage(`${step.title}: ${outcome.refused}`)
  }
  throw new NoLocalMongo(refusals)
}

/** The steps that `TASKLOOM_LOCAL_MONGO` names, or all. */
function chooseSteps(environment: Environment): readonly Step[] {
  const wanted = environment['TASKLOOM_LOCAL_MONGO']
  if (!wanted) return steps
  const step = steps.find(({ kind }) => kind === wanted)
  if (step) return [step]
  const kinds = steps.map(({ kind }) => kind).join(', ')
  throw new Error(`TASKLOOM_LOCAL_MONGO is "${wanted}", which is none of ${kinds}. Correct it, or unset it.`)
}

async function attempt(step: Step, request: StepRequest): Promise<StepOutcome> {
  try {
    return await step.attempt(request)
  } catch (error) {
    if (error instanceof GivenServerUnreachable) throw error
    return { refused: error instanceof Error ? error.message : String(error) }
  }
}
