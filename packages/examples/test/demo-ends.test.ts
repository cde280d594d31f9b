import { expect, test } from 'vitest'

import { databaseExists, dropDatabase } from './support/databases.ts'
import { databaseIn, startDemo, workersIn } from './support/demo.ts'
import { fixtureProject, lockfileOf } from './support/fixture-project.ts'
import { untilGone } from './support/run-script.ts'

/** What the demo says last before it is ended: while it finds the server, starts workers, pushes, and works. */
const moments = ['packages, ', 'Server: ', 'Started the worker processes', 'Pushed ', ' FINISHED ']

test.each(moments)('Ctrl-C after "%s" leaves neither a process nor a database', async (moment) => {
  const demo = startDemo([])
  await demo.untilItSays(moment)
  demo.process.kill('SIGINT')
  const { code, output, errors } = await demo.ended
  expect({ code, output }).toEqual({ code: 130, output: '' })
  expect(errors).toMatch(/\nInterrupted\.\n$/)
  await untilGone(workersIn(errors))
  expect(await databaseExists(databaseIn(errors) ?? 'none')).toBe(false)
})

test('the demo prints the address of its inspector, which answers until Ctrl-C when it is to stay', async () => {
  await using project = await fixtureProject()
  const demo = startDemo(['--stay', '--lockfile', lockfileOf(project)])
  const said = await demo.untilItSays('The inspector stays at ')
  const url = /The inspector is at (?<url>http\S+)/.exec(said)?.groups?.['url'] ?? ''
  const { environment } = (await (await fetch(`${url}api/config`)).json()) as { environment: string }
  expect(environment).toBe('demo')
  demo.process.kill('SIGINT')
  const { code, errors } = await demo.ended
  expect(code).toBe(0)
  await untilGone(workersIn(errors))
})

test('a second Ctrl-C does not wait', async () => {
  const demo = startDemo([])
  await demo.untilItSays(' FINISHED ')
  demo.process.kill('SIGINT')
  demo.process.kill('SIGTERM')
  const { code, errors } = await demo.ended
  expect(code).toBe(130)
  await untilGone(workersIn(errors))
  await dropDatabase(databaseIn(errors) ?? '')
})

test('the workers end with the demo when it is killed', async () => {
  const demo = startDemo([])
  await demo.untilItSays(' FINISHED ')
  demo.process.kill('SIGKILL')
  const { errors } = await demo.ended
  expect(workersIn(errors)).toHaveLength(2)
  await untilGone(workersIn(errors))
  await dropDatabase(databaseIn(errors) ?? '')
})

test('when all workers are killed, the demo says so and ends', async () => {
  const demo = startDemo([])
  const said = await demo.untilItSays('Pushed ')
  for (const pid of workersIn(said)) process.kill(pid, 'SIGKILL')
  const { code, errors } = await demo.ended
  expect(errors).toContain('No worker process is left to do the tasks.')
  expect(code).toBe(1)
  expect(await databaseExists(databaseIn(errors) ?? 'none')).toBe(false)
})
