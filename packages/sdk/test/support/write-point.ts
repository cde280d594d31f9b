import { onWritePoint, type WritePoint } from '@taskloom/sdk/testing'

/**
 * Runs `act` right before the next write of this name, or the nth from here, once; what `act` writes itself does not
 * trigger it. Disposing says whether the point was reached, so that a test of an interleaving cannot pass without it.
 */
export function before(point: WritePoint, act: () => unknown, nth = 1): Disposable {
  let times = 0
  onWritePoint(async (next) => {
    if (next !== point || (times += 1) !== nth) return
    onWritePoint(undefined)
    await act()
  })
  return {
    [Symbol.dispose]: () => {
      onWritePoint(undefined)
      if (times < nth) throw new Error(`The write point ${point} was not reached ${nth} times.`)
    },
  }
}

/** Refuses every write of this name from the given one on, as if the server were gone. */
export function refuse(point: WritePoint, from = 1): Disposable {
  let times = 0
  onWritePoint((next) => {
    if (next !== point) return
    times += 1
    if (times >= from) throw new Error(`refused: ${point}`)
  })
  return { [Symbol.dispose]: () => onWritePoint(undefined) }
}
