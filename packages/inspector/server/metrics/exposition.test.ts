import { expect, it } from 'vitest'

import { writeMetrics } from './exposition.ts'

it('writes what Prometheus reads, whatever the labels are', () => {
  const text = writeMetrics([
    { name: 'a', help: 'One line\nor two', samples: [{ value: 1 }] },
    { name: 'none', help: 'Nothing', samples: [] },
    { name: 'b', help: 'B', samples: [{ labels: { name: 'x"\\\n', view: 'ready' }, value: 0.5 }] },
  ])
  expect(text).toBe(
    [
      String.raw`# HELP a One line\nor two`,
      '# TYPE a gauge',
      'a 1',
      '# HELP b B',
      '# TYPE b gauge',
      String.raw`b{name="x\"\\\n",view="ready"} 0.5`,
      '',
    ].join('\n'),
  )
})
