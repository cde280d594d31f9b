/** What an everyday run leaves out on a slow server: hundreds of tasks, or a second way to the same. */
const large = [
  'abandoned-push.test.ts > abandoned push: many that were undone',
  'abandoned-push.test.ts > abandoned push: one of several chunks',
  'bulk.test.ts > bulk: reports progress chunk by chunk',
  'cancel.test.ts > cancel: a deep chain',
  'dependencies-cascade.test.ts > failure: a chain of a thousand',
  'extend.test.ts > extend: children that wait for the task itself can be what',
  'growth-property.test.ts',
  'inspect-changes.test.ts > changes: many at once',
  'inspect-counts.test.ts > type counts: a count is given up',
  'inspect-dag-tasks.test.ts > task list: of a DAG, a state is what people are shown, alone and with others; paused: download',
  'inspect-graph.test.ts > graph: one that is remembered is brought up to date',
  'growth.test.ts > growth: a large growth',
  'growth-crash.test.ts',
  'inspect-system.test.ts > inspection: among many tasks',
  'inspect-system.test.ts > inspection: too many tasks are not counted',
  'push.test.ts > push: a deep chain',
  'push.test.ts > push: large graphs',
  'processes.test.ts > eight processes',
  'push-failure.test.ts > push: when the opening',
  'push-failure.test.ts > push: when a chunk of large payloads',
  'push-failure.test.ts > push: when the third chunk',
  'recovery.test.ts > recovery: many lost tasks',
  'reset-crashes.test.ts',
  'reset-hints.test.ts',
  'results.test.ts > results: thousands of them',
  'retry-task.test.ts > retry: a chain of hundreds',
  'sweeper-leftovers.test.ts > sweeper: many flags',
]

/** On the standalone, only what is quick there. */
const onStandalone = ['push', 'push-failure', 'races', 'worker']

/** Test files, or beginnings of titles in them, that an everyday run on a slow server leaves out. */
export const leftOutWhenSlow: Readonly<Record<'replica-set' | 'standalone', readonly string[]>> = {
  'replica-set': large,
  standalone: [...large, ...onStandalone.map((name) => `${name}.test.ts`)],
}
