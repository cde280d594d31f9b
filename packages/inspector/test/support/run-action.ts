import type { BodyOf, ResponseOf } from '../../shared/contract.ts'
import type { Served } from './served.ts'

type Request = Omit<BodyOf<'startAction'>, 'idempotencyKey'>

let keys = 0

/** A key that was never used before. */
export function newKey(): string {
  return `key of a test ${(keys += 1)}`
}

/** Starts an action and waits until it has ended. */
export async function runAction(
  { api }: Pick<Served, 'api'>,
  request: Request,
): Promise<ResponseOf<'action'>> {
  const started = await api('startAction', { body: { ...request, idempotencyKey: newKey() } })
  if (started.status !== 202) throw new Error(`The action was refused with ${started.code}.`)
  return untilEnded({ api }, started.body.id)
}

export async function untilEnded({ api }: Pick<Served, 'api'>, id: string): Promise<ResponseOf<'action'>> {
  for (;;) {
    const { body } = await api('action', { id })
    if (body.state !== 'running') return body
    await new Promise((resolve) => void setTimeout(resolve, 10))
  }
}
