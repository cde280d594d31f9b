import { describe, expect, test } from 'vitest'

import { splitWords, toggleValue, valuesOf, withoutWord, withWord } from './filter-words.ts'

describe('the words of a filter', () => {
  test('are cut at spaces outside of quotation marks', () => {
    expect(splitWords('  state:failed  err:"not found" -state:finished ')).toEqual([
      'state:failed',
      'err:"not found"',
      '-state:finished',
    ])
  })

  test('a quotation mark may stand in quotation marks', () => {
    expect(splitWords(String.raw`err:"a \" b" type:x`)).toEqual([String.raw`err:"a \" b"`, 'type:x'])
  })

  test('an open quotation mark keeps what follows', () => {
    expect(splitWords('err:"a b')).toEqual(['err:"a b'])
  })
})

describe('changing a filter', () => {
  test('a term takes the place of the one about the same field', () => {
    expect(withWord('state:failed type:resize', 'state:ready')).toBe('type:resize state:ready')
  })

  test('a turned term is about the same field', () => {
    expect(withWord('-state:finished', 'state:ready')).toBe('state:ready')
  })

  test('both ends of a stretch of time stay', () => {
    expect(withWord('created>-2h', 'created<-1h')).toBe('created>-2h created<-1h')
  })

  test('values are toggled, and the last one takes its term along', () => {
    expect(toggleValue('', 'state', 'failed')).toBe('state:failed')
    expect(toggleValue('state:failed', 'state', 'expired')).toBe('state:failed,expired')
    expect(toggleValue('state:failed type:a', 'state', 'failed')).toBe('type:a')
    expect(valuesOf('type:a,b', 'type')).toEqual(['a', 'b'])
  })

  test('names that need quotation marks are toggled like others', () => {
    const both = String.raw`type:"send, email","a \" b"`
    expect(toggleValue('type:"send, email"', 'type', 'a " b')).toBe(both)
    expect(valuesOf(both, 'type')).toEqual(['send, email', 'a " b'])
    expect(toggleValue(both, 'type', 'send, email')).toBe(String.raw`type:"a \" b"`)
  })

  test('a term is taken away', () => {
    expect(withoutWord('state:failed type:a', 'state:failed')).toBe('type:a')
  })
})
