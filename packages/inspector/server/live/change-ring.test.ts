import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { ChangeRing } from './change-ring.ts'

const change = (sequence: number, id: string) => ({ sequence, id, dagId: 'dag' })

it('tells what came after, each task once and at its last place', () => {
  const ring = new ChangeRing()
  ring.add([change(1, 'a'), change(1, 'b')])
  ring.add([change(2, 'a')])
  expect(ring.since(0)?.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(ring.since(1)).toMatchObject([{ id: 'a', sequence: 2 }])
  expect(ring.since(2)).toEqual([])
})

it('knows what it has forgotten: by number, by age, and by a break', () => {
  const ring = new ChangeRing({ most: 2, longest: 1_000 })
  ring.add([change(1, 'a')], 0)
  ring.add([change(2, 'b')], 0)
  ring.add([change(3, 'c')], 10)
  expect(ring.since(0)).toBeUndefined()
  expect(ring.since(1)?.map(({ id }) => id)).toEqual(['b', 'c'])
  ring.add([change(4, 'd')], 1_005)
  expect(ring.since(1)).toBeUndefined()
  expect(ring.since(2)?.map(({ id }) => id)).toEqual(['c', 'd'])
  ring.break(5)
  expect(ring.since(4)).toBeUndefined()
  expect(ring.since(5)).toEqual([])
})

it('is never larger than it may be, and never leaves a gap unsaid', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat(9), { maxLength: 8 }), { maxLength: 30 }),
      fc.nat(30),
      (batches, from) => {
        const ring = new ChangeRing({ most: 10, longest: 1_000 })
        const all = batches.map((ids, place) => ids.map((id) => change(place + 1, `${id}`)))
        for (const each of all) ring.add(each, 0)
        expect(ring.size).toBeLessThanOrEqual(10)
        const told = ring.since(from)
        if (told === undefined) return
        const expected = new Set(
          all
            .flat()
            .filter(({ sequence }) => sequence > from)
            .map(({ id }) => id),
        )
        expect(new Set(told.map(({ id }) => id))).toEqual(expected)
      },
    ),
  )
})
