import { rawDatabase } from '../raw-database.ts'
import { testLoom } from '../test-loom.ts'
import { endState, type EndState } from './end-state.ts'
import { work } from './piece.ts'
import { scenarios, type Scenario, type ScenarioName } from './scenarios.ts'
import { crashTimes } from './times.ts'

const known = new Map<ScenarioName, Promise<EndState>>()

/** How a scenario ends when nothing goes wrong; run once. */
export function undisturbedEnd(name: ScenarioName): Promise<EndState> {
  const end = known.get(name) ?? runUndisturbed(scenarios[name])
  known.set(name, end)
  return end
}

async function runUndisturbed({ prepare, act }: Scenario): Promise<EndState> {
  await using context = await testLoom({ times: crashTimes })
  await using raw = await rawDatabase(context)
  await prepare?.(context, raw.db)
  await act(context)
  await work(context, raw.db)
  return await endState(context, raw)
}
