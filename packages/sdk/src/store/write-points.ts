/**
 * Every write of the engine, by name. A test can stop or kill its process right before one of them;
 * `docs/design/write-points.md` says what a crash there leaves behind and who heals it.
 */
export const writePoints = [
  'push.pin',
  'push.record',
  'push.contents',
  'push.chunk',
  'push.open',
  'push.release',
  'push.close',
  'push.abort',
  'push.session',
  'grow.decide',
  'grow.open',
  'grow.dag',
  'extend.keep',
  'extend.announce',
  'extend.withdraw',
  'extend.dependents',
  'claim.write',
  'claim.winners',
  'claim.put-back',
  'renew.write',
  'give-back.write',
  'settle.contents',
  'settle.write',
  'settle.lease',
  'settle.session',
  'resolve.flip',
  'resolve.close',
  'resolve.finisher',
  'resolve.clear',
  'cancel.write',
  'pause.definition',
  'pause.dag',
  'delete.mark',
  'delete.remove',
  'requeue.write',
  'priority.write',
  'pin.write',
  'expiry.write',
  'reset.lock',
  'reset.record',
  'reset.reopen',
  'reset.hold',
  'reset.commit',
  'reset.undo',
  'reset.write',
  'reset.release',
  'reset.close',
  'sweep.recover',
  'sweep.promote',
  'sweep.expire',
] as const

export type WritePoint = (typeof writePoints)[number]

type Hook = (point: WritePoint) => void | Promise<void>

let hook: Hook | undefined

/** Calls the hook before every write from now on; `undefined` takes it away. For tests alone. */
export function onWritePoint(next: Hook | undefined): void {
  hook = next
}

/** Says that the next write is about to happen. */
export async function reach(point: WritePoint): Promise<void> {
  if (hook !== undefined) await hook(point)
}
