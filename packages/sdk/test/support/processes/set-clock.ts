/** Sets the clock of this process wrong by so many milliseconds; that which never jumps is left alone. */
export function setClock(ahead: number): void {
  const Right = Date
  class WrongDate extends Right {
    constructor(...given: [] | [number | string | Date]) {
      super(...((given.length === 0 ? [Right.now() + ahead] : given) as [number]))
    }

    static override now(): number {
      return Right.now() + ahead
    }
  }
  globalThis.Date = WrongDate as DateConstructor
}
