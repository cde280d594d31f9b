import { viewStates as statesOfTheSdk } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import { viewStateOrder } from './view-states.ts'

test('view states: the SDK has the same in the same order, since their places are codes on the wire', () => {
  expect(viewStateOrder).toEqual(statesOfTheSdk)
})
