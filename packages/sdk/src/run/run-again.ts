import type { ResetAnswer } from '../store/operations/reset.ts'
import type { ResetRequest } from '../store/read/plan-reset.ts'
import type { Engine } from './engine.ts'

/** Makes tasks run again, and lets everybody know. */
export async function runAgain(engine: Engine, request: ResetRequest): Promise<ResetAnswer> {
  engine.assertOpen()
  const answer = await engine.underWay(engine.resetter.reset(request))
  await engine.resolver.rest()
  return answer
}
