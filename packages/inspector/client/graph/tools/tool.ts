import type { ComponentType } from 'react'

/** One thing that a reader can do to the graph: a button with a key. */
export interface Tool {
  readonly name: string
  /** As `KeyboardEvent.key` says it. */
  readonly key: string
  readonly label: string
  /**
   * What the sheet of keys says.
   * @defaultValue the label
   */
  readonly meaning?: string
  readonly icon: ComponentType<{ readonly size?: number; readonly 'aria-hidden'?: boolean }>
  /** For tools that are on or off. */
  readonly isOn?: boolean
  /** There is nothing now that it could be done to. */
  readonly isIdle?: boolean
  readonly run: () => void
}
