/** The monotonic clock of this process, which a test can move on; disposing puts it right again. */
export interface MovedClock extends Disposable {
  /** Lets this many milliseconds go by at once. */
  move(milliseconds: number): void
}

export function movedClock(): MovedClock {
  const original = performance.now.bind(performance)
  let ahead = 0
  performance.now = () => original() + ahead
  return {
    move: (milliseconds) => void (ahead += milliseconds),
    [Symbol.dispose]: () => void (performance.now = original),
  }
}
