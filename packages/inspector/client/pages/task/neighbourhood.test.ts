import { expect, test } from 'vitest'

import type { TaskDetail } from '../../api/wire.ts'
import { makeTask, makeTaskDetail } from '../../test/factories.ts'
import { dependenciesOf, dependentsOf } from './neighbourhood.ts'

type View = TaskDetail['task']['view']
type Group = TaskDetail['groups'][number]
type Rule = TaskDetail['dependents'][number]['rule']

const group: Group = {
  name: 'images',
  kind: 'many',
  need: 2,
  count: 2,
  on: 'success',
  optional: false,
  onImpossible: 'inherit',
  verdict: 'waiting',
}

function dependencyOn(view: View | undefined, given: Partial<Group>, ownView: View = 'blocked') {
  const task = view === undefined ? {} : { task: makeTask({ id: 'a', view }) }
  const detail = makeTaskDetail({
    task: makeTask({ view: ownView }),
    groups: [{ ...group, ...given }],
    dependencies: [{ id: 'a', group: 'images', ...task }],
  })
  return dependenciesOf(detail).tasks[0]?.standing
}

test.each([
  ['finished', {}, 'satisfied'],
  ['running', {}, 'blocking'],
  ['blocked', {}, 'pending'],
  ['failed', { verdict: 'impossible' }, 'broken'],
  ['failed', { verdict: 'impossible', optional: true }, 'spent'],
  ['failed', { kind: 'any', need: 1 }, 'spent'],
  ['failed', { on: 'failure', verdict: 'satisfied' }, 'satisfied'],
  ['cancelled', { on: 'settled', verdict: 'satisfied' }, 'satisfied'],
  ['running', { kind: 'any', need: 1, verdict: 'satisfied' }, 'spent'],
  [undefined, { verdict: 'satisfied' }, 'satisfied'],
  [undefined, { kind: 'any', need: 1, verdict: 'satisfied' }, 'spent'],
  [undefined, { verdict: 'impossible' }, 'broken'],
] as const)('neighbourhood: a dependency that is %s, in a group of %o: %s', (view, given, standing) => {
  expect(dependencyOn(view, given)).toBe(standing)
})

test('neighbourhood: what a settled task depended on and is open still no longer matters', () => {
  expect(dependencyOn('running', { verdict: 'impossible' }, 'cancelled')).toBe('spent')
})

test.each<{ own: View; view: View; rule?: Partial<Rule>; standing: string }>([
  { own: 'finished', view: 'blocked', standing: 'satisfied' },
  { own: 'running', view: 'blocked', standing: 'blocking' },
  { own: 'running', view: 'paused', standing: 'blocking' },
  { own: 'running', view: 'scheduled', standing: 'blocking' },
  { own: 'blocked', view: 'blocked', standing: 'pending' },
  { own: 'running', view: 'ready', rule: { kind: 'any' }, standing: 'spent' },
  { own: 'running', view: 'cancelled', standing: 'spent' },
  { own: 'failed', view: 'failed-upstream', standing: 'broken' },
  { own: 'failed', view: 'failed-upstream', rule: { kind: 'any' }, standing: 'broken' },
  { own: 'failed', view: 'blocked', rule: { kind: 'any' }, standing: 'spent' },
  { own: 'failed', view: 'ready', rule: { optional: true }, standing: 'spent' },
  { own: 'failed', view: 'ready', rule: { on: 'failure' }, standing: 'satisfied' },
])(
  'neighbourhood: of a task that is $own, a dependent that is $view: $standing',
  ({ own, view, rule, standing }) => {
    const whole: Rule = { kind: 'many', on: 'success', optional: false, ...rule }
    const detail = makeTaskDetail({
      task: makeTask({ view: own }),
      dependents: [{ id: 'a', group: 'images', rule: whole, task: makeTask({ id: 'a', view }) }],
    })
    expect(dependentsOf(detail).tasks[0]?.standing).toBe(standing)
  },
)

test('neighbourhood: six of many are shown, those first that keep it waiting, each once', () => {
  const views: readonly View[] = [
    'finished',
    'finished',
    'blocked',
    'running',
    'finished',
    'finished',
    'failed',
  ]
  const dependencies = views.map((view, place) => ({
    id: `d${place}`,
    group: 'images',
    task: makeTask({ id: `d${place}`, view }),
  }))
  const side = dependenciesOf(
    makeTaskDetail({
      task: makeTask({ view: 'blocked' }),
      groups: [
        { ...group, verdict: 'impossible', need: 300, count: 300 },
        { ...group, name: 'again', kind: 'one', need: 1, count: 1, verdict: 'satisfied' },
      ],
      dependencies: [...dependencies, { ...dependencies[0]!, group: 'again' }],
    }),
  )
  expect(side.tasks.map(({ id }) => id)).toEqual(['d6', 'd3', 'd2', 'd0', 'd1', 'd4'])
  expect(side.more).toEqual({ count: 294, isCapped: false })
})
