import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { DagTimeline } from '../../api/wire.ts'
import { codeOf, viewOf } from '../model/task-graph.ts'
import { smallGraph } from '../testing/small-graph.ts'
import { Playhead } from './playhead.ts'
import { failuresIn, recordingOf, runningOver } from './recording.ts'

const base = 1_000

/** Stretches of tasks by id, as state and beginning; the last lasts. */
function timelineOf(lives: Readonly<Record<string, readonly (readonly [number, number])[]>>): DagTimeline {
  const ids = Object.keys(lives)
  return {
    dagId: 'small',
    ids,
    names: ['task'],
    nameOf: ids.map(() => 0),
    owners: [],
    waitedFor: ids.map(() => -1),
    base,
    segments: ids.flatMap((id, place) =>
      lives[id]!.map(([code, from], at): DagTimeline['segments'][number] => [
        place,
        code,
        from,
        lives[id]![at + 1]?.[1] ?? null,
        -1,
      ]),
    ),
  }
}

const graph = smallGraph({
  a: { view: 'finished' },
  b: { view: 'failed', needs: ['a'] },
  c: { view: 'failed-upstream', needs: ['b'], rootCauseId: 'b' },
})
const [blocked, ready, running] = [codeOf('blocked'), codeOf('ready'), codeOf('running')]
const lives = {
  a: [
    [ready, 0],
    [running, 10],
    [codeOf('finished'), 20],
  ],
  b: [
    [blocked, 0],
    [running, 20],
    [codeOf('retrying'), 30],
    [running, 40],
    [codeOf('failed'), 50],
  ],
  c: [
    [blocked, 15],
    [codeOf('failed-upstream'), 50],
  ],
} as const
const recording = recordingOf(graph, timelineOf(lives), 5_000)

const seen = ({ graph: shown }: Playhead): string[] =>
  shown.ids.map((_, task) => (shown.unborn?.[task] === 1 ? 'not yet' : viewOf(shown, task)))

const columnsOf = ({ graph: { states, attempts, startedAt, settledAt, unborn } }: Playhead) => ({
  states,
  attempts,
  startedAt,
  settledAt,
  unborn,
})

describe('a recording', () => {
  test('lasts from the first beginning to the last, and to now while something is not settled', () => {
    expect([recording.from, recording.to]).toEqual([base, base + 50])
    const open = recordingOf(graph, timelineOf({ ...lives, c: [[blocked, 15]] }), 5_000)
    expect(open.to).toBe(5_000)
  })

  test('knows how many ran when, and when something failed', () => {
    expect(runningOver(recording, 5)).toEqual([0, 1, 1, 0, 1])
    expect(failuresIn(recording)).toEqual([base + 50])
  })

  test('takes tasks that the timeline does not tell of from the graph', () => {
    const other = smallGraph({
      far: { view: 'finished', createdAt: 900, startedAt: 1_005, settledAt: 1_008, foreignDagId: 'other' },
      a: { view: 'finished', needs: ['far'] },
    })
    const head = new Playhead(recordingOf(other, timelineOf({ a: lives.a }), 5_000))
    expect(head.recording.from).toBe(base)
    expect(seen(head)).toEqual(['blocked', 'ready'])
    head.moveTo(base + 6)
    expect(seen(head)).toEqual(['running', 'ready'])
    head.moveTo(base + 20)
    expect(seen(head)).toEqual(['finished', 'finished'])
  })
})

describe('a playhead', () => {
  test('shows each task as it was, and those that were not there yet as such', () => {
    const head = new Playhead(recording)
    expect(seen(head)).toEqual(['ready', 'blocked', 'not yet'])
    expect(head.moveTo(base + 15)).toEqual([0, 2])
    expect(seen(head)).toEqual(['running', 'blocked', 'blocked'])
    head.moveTo(base + 45)
    expect(seen(head)).toEqual(['finished', 'running', 'blocked'])
    expect([head.graph.attempts[1], head.graph.startedAt[1]]).toEqual([2, base + 40])
    expect(head.graph.rootCauses[2]).toBe(-1)
    head.moveTo(base + 50)
    expect(seen(head)).toEqual(['finished', 'failed', 'failed-upstream'])
    expect(head.graph.rootCauses[2]).toBe(1)
  })

  test('steps from change to change, both ways, and stays within', () => {
    const head = new Playhead(recording)
    const moments: number[] = []
    for (let step = 0; step < 8; step += 1) {
      head.moveTo(head.changeFrom(1))
      moments.push(head.moment - base)
    }
    expect(moments).toEqual([10, 15, 20, 30, 40, 50, 50, 50])
    head.moveTo(base + 44.5)
    head.moveTo(head.changeFrom(-1))
    expect(head.moment).toBe(base + 40)
    head.moveTo(head.changeFrom(-1))
    expect(head.moment).toBe(base + 30)
    head.moveTo(-1)
    expect(head.moment).toBe(base)
  })

  test('leaves the graph that it plays as it is', () => {
    new Playhead(recording).moveTo(base + 12)
    expect(viewOf(graph, 0)).toBe('finished')
  })

  test('is the same however it came to a moment', () => {
    const anyLife = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 11 }), fc.nat(100)), { minLength: 1, maxLength: 6 })
      .map((life) => life.toSorted(([, one], [, other]) => one - other))
    fc.assert(
      fc.property(
        fc.record({ a: anyLife, b: anyLife, c: anyLife }),
        fc.array(fc.integer({ min: base, max: base + 100 }), { minLength: 1 }),
        (made, moments) => {
          const played = recordingOf(graph, timelineOf(made), base + 100)
          const head = new Playhead(played)
          for (const moment of moments) head.moveTo(moment)
          const straight = new Playhead(played)
          straight.moveTo(moments.at(-1)!)
          expect(columnsOf(head)).toEqual(columnsOf(straight))
        },
      ),
    )
  })
})
