import { expect, test } from 'vitest'

import { NoLocalMongo, startLocalMongo } from '../src/index.ts'
import { fakePython, makeMachine, writeProgram } from './support/machine.ts'
import { startMirror } from './support/mirror.ts'

test('when nothing works, the message names what was tried, why it failed and the shortest way out', async () => {
  await using machine = await makeMachine()
  await using mirror = await startMirror(machine.folder)
  mirror.mode = 'hangs up'
  await writeProgram(`${machine.programs}/mongod`, 'process.exit(1)')
  await writeProgram(`${machine.programs}/cargo`, '')
  await writeProgram(`${machine.programs}/python3`, fakePython)
  const started = startLocalMongo(machine.options({ ...mirror.environment, FAKE_PYTHON: 'no-venv' }))
  await expect(started).rejects.toBeInstanceOf(NoLocalMongo)
  const message = await machine.failure(started)
  expect(message.replaceAll(/:\d{4,5}\//g, ':<port>/')).toMatchSnapshot()
})

test('on a machine with nothing at all', async () => {
  await using machine = await makeMachine()
  const started = startLocalMongo(machine.options({ MONGOMS_RUNTIME_DOWNLOAD: 'false' }))
  expect(await machine.failure(started)).toMatchSnapshot()
  expect(machine.messages).toHaveLength(2)
})

test('TASKLOOM_LOCAL_MONGO that is none of the steps is refused with their names', async () => {
  await using machine = await makeMachine()
  const started = startLocalMongo(machine.options({ TASKLOOM_LOCAL_MONGO: 'mongo' }))
  expect(await machine.failure(started)).toMatchInlineSnapshot(
    `"TASKLOOM_LOCAL_MONGO is "mongo", which is none of given, mongod, downloaded-mongod, secantus-rust, secantus-python. Correct it, or unset it."`,
  )
})
