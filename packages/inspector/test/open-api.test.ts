import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, it } from 'vitest'

import { routes, type Route } from '../shared/routes.ts'
import { served } from './support/served.ts'

it('is a valid OpenAPI document that names every route, and every schema that it points to', async () => {
  await using inspector = await served()
  const response = await fetch(`${inspector.url}/api/openapi.json`)
  expect(response.status).toBe(200)
  const text = await response.text()
  const document = JSON.parse(text) as Document
  expect(await new Validator().validate(JSON.parse(text) as Record<string, unknown>)).toEqual({ valid: true })
  for (const { method, path } of Object.values<Route>(routes))
    expect(document.paths[path.replace(':id', '{id}')]?.[method]).toBeDefined()
  const named = new Set(Object.keys(document.components.schemas))
  const pointedTo = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name ?? '',
  )
  expect(pointedTo.filter((name) => !named.has(name))).toEqual([])
  expect(text).not.toMatch(/"\$ref":"(?!#\/components\/schemas\/)/)
})

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}
