import { encodeGraph, type GraphTask } from './encode-graph.ts'

const task = { name: 'resize', view: 'ready', priority: 2, attempt: 1, createdAt: 0 } as const
const group = { name: 'source', kind: 'one', need: 1, on: 'success', optional: false } as const

function siblings(name: string, count: number): readonly GraphTask[] {
  return Array.from({ length: count }, (_, nth) => ({
    ...task,
    id: `${name}-${nth}`,
    name,
    view: nth < 2 ? 'failed' : 'finished',
    groups: [{ ...group, sources: ['source'] }],
  }))
}

/** A source, and two stacks of what depends on it. */
export const twoStacks = encodeGraph({
  dagId: 'sample',
  topology: 'stacks',
  isCut: false,
  tasks: [
    { ...task, id: 'source', name: 'download', view: 'finished', groups: [] },
    ...siblings('resize', 9),
    ...siblings('crop', 8),
  ],
})
