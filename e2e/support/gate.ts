/** A promise that a test opens when it is time. */
export interface Gate<Value> {
  readonly promise: Promise<Value>
  open(value: Value): void
}

export function gate<Value>(): Gate<Value> {
  let open: Gate<Value>['open'] | undefined
  const promise = new Promise<Value>((resolve) => {
    open = resolve
  })
  return { promise, open: (value) => open?.(value) }
}
