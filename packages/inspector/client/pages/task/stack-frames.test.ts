import { expect, test } from 'vitest'

import { framesOf } from './stack-frames.ts'

test('the message is left out and own frames are told from others', () => {
  const stack = `Error: at first
  second line
    at fetchImage (/app/src/fetch.ts:7:3)
    at retry (/app/node_modules/p-retry/index.js:1:1)
    at node:internal/process/task_queues:95:5`
  expect(framesOf(stack)).toEqual([
    { text: 'fetchImage (/app/src/fetch.ts:7:3)', isOwn: true },
    { text: 'retry (/app/node_modules/p-retry/index.js:1:1)', isOwn: false },
    { text: 'node:internal/process/task_queues:95:5', isOwn: false },
  ])
})
