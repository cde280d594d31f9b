import { expect, it } from 'vitest'

import type { RedactPlace } from '../../server/index.ts'
import { withheld } from '../../server/security/redact.ts'
import { Download } from '../support/definitions.ts'
import { served, type Served, type ServedOptions } from '../support/served.ts'

const at = new Date('2030-01-02T03:04:05.678Z')

/** A DAG with a date and a secret in its metadata. */
async function servedWithMetadata(options: ServedOptions = {}): Promise<Served & { dagId: string }> {
  const inspector = await served(options)
  const metadata = { at, password: 'hunter2' }
  const dag = await inspector.context.loom.push([Download({ url: 'a' }), Download({ url: 'b' })], {
    metadata,
  })
  return Object.assign(inspector, { dagId: dag.id })
}

it('shows the metadata of a DAG in Extended JSON, without its secrets', async () => {
  await using inspector = await servedWithMetadata()
  const { body } = await inspector.api('dag', { id: inspector.dagId })
  expect(body.metadata).toEqual({
    at: { $date: { $numberLong: String(at.getTime()) } },
    password: withheld,
  })
})

it('asks the redact hook about the metadata of a DAG', async () => {
  const places: RedactPlace[] = []
  await using inspector = await servedWithMetadata({
    redact: (_value, place) => {
      places.push(place)
      return { about: place.part, password: 'hunter3' }
    },
  })
  const { body } = await inspector.api('dag', { id: inspector.dagId })
  expect(places).toEqual([{ part: 'metadata', task: { id: inspector.dagId, name: '' } }])
  expect(body.metadata).toEqual({ about: 'metadata', password: withheld })
})
