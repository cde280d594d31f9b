import type { ActionTrace } from '@taskloom/sdk/inspect'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { UndoOffer } from './undo-offer.ts'

const trace: ActionTrace = { action: { kind: 'cancel' }, tasks: new Map(), meant: new Set() }

describe('an offer to undo', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('stands for a minute', () => {
    const onChange = vi.fn<() => void>()
    const offer = new UndoOffer(onChange)
    expect(offer.millisecondsLeft).toBeUndefined()
    offer.make(trace)
    vi.advanceTimersByTime(59_000)
    expect([offer.millisecondsLeft, offer.trace]).toEqual([1_000, trace])
    vi.advanceTimersByTime(1_000)
    expect(offer.millisecondsLeft).toBeUndefined()
    expect(() => offer.trace).toThrow('This action cannot be undone.')
    expect(onChange).toHaveBeenCalledTimes(2)
  })

  it('is taken once', () => {
    const offer = new UndoOffer(() => undefined)
    offer.make(trace)
    expect(offer.take()).toBe(trace)
    expect(() => offer.take()).toThrow('This action cannot be undone.')
  })
})
