import { z } from 'zod'

import { contract, type RouteSchemas } from '../../shared/contract.ts'
import { eventsPath, routes, type Route, type RouteName } from '../../shared/routes.ts'
import { dagRow } from '../../shared/schemas/dag.ts'
import { problem } from '../../shared/schemas/parts.ts'
import { taskError, taskRow } from '../../shared/schemas/task.ts'
import { version } from '../version.ts'

type JsonSchema = Readonly<Record<string, unknown>>

/** Describes the API as an OpenAPI 3.1 document, from the table of routes and the contract. */
export function describeApi(): object {
  const paths: Record<string, Record<string, object>> = {
    [eventsPath]: { get: eventsOperation },
    '/metrics': { get: metricsOperation },
  }
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][])
    (paths[route.path.replace(':id', '{id}')] ??= {})[route.method] = operationOf(name, route)
  return {
    openapi: '3.1.0',
    info: {
      title: 'The inspector of Taskloom',
      version,
      description: 'Times are milliseconds since 1970-01-01 UTC, by the clock of the database.',
    },
    servers: [{ url: '.', description: 'Relative to this document' }],
    paths,
    components: { schemas: schemas() },
  }
}

/** Shapes that several answers share, by name. */
const shared = { Problem: problem, TaskRow: taskRow, TaskError: taskError, DagRow: dagRow }

/** Every schema of the document, by its name. What is checked on the way in, and what is given on the way out. */
function schemas(): Record<string, JsonSchema> {
  const answers = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(shared)) answers.add(schema, { id })
  for (const name of Object.keys(contract) as RouteName[])
    if (!answers.has(contract[name].response))
      answers.add(contract[name].response, { id: responseName(name) })
  const bodies = z.registry<{ id: string }>()
  for (const [name, { body }] of Object.entries<RouteSchemas>(contract))
    if (body !== undefined) bodies.add(body, { id: bodyName(name) })
  return { ...toSchemas(answers, 'output'), ...toSchemas(bodies, 'input') }
}

function toSchemas(
  registry: z.core.$ZodRegistry<{ id: string }>,
  io: 'input' | 'output',
): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => loosenTuple(jsonSchema),
  })
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]))
}

/** Tuples as lists of so many of these: programs that read OpenAPI stumble over `prefixItems` (schemathesis does). */
function loosenTuple(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.prefixItems === undefined) return
  schema.items = { anyOf: schema.prefixItems as z.core.JSONSchema.JSONSchema[] }
  delete schema.prefixItems
}

/** Without what places a schema elsewhere than in this document. */
function bare(schema: object): JsonSchema {
  const { $schema: _schema, $id: _id, ...rest } = schema as Record<string, unknown>
  return rest
}

function operationOf(name: RouteName, route: Route): object {
  const { query, body }: RouteSchemas = contract[name]
  const parameters = [...(route.path.includes(':id') ? [idParameter] : []), ...queryParameters(query)]
  return {
    operationId: name,
    description: `Needs the permission \`${route.access}\`.`,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(ref(bodyName(name))) } }),
    responses: {
      [route.status ?? 200]: { description: 'The answer', content: contentOf(name, route) },
      default: problemResponse,
    },
  }
}

function contentOf(name: RouteName, { streams = ['application/json'] }: Route): object {
  return Object.fromEntries(streams.map((mediaType) => [mediaType, { schema: ref(nameOf(name)) }]))
}

function queryParameters(query: z.ZodObject | undefined): object[] {
  if (query === undefined) return []
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' })
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function nameOf(name: RouteName): string {
  const known = Object.entries<z.ZodType>(shared).find(([, schema]) => schema === contract[name].response)
  if (known !== undefined) return known[0]
  // Two routes with one schema have it under the name of the first.
  const first = (Object.keys(contract) as RouteName[]).find(
    (each) => contract[each].response === contract[name].response,
  )
  return responseName(first ?? name)
}

const responseName = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}Response`
const bodyName = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}Body`
const ref = (id: string): JsonSchema => ({ $ref: `#/components/schemas/${id}` })
const json = (schema: JsonSchema): object => ({ 'application/json': { schema } })

const idParameter = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', minLength: 1, maxLength: 256 },
}

const problemResponse = {
  description: 'Why not, as RFC 9457 problem details',
  content: { 'application/problem+json': { schema: ref('Problem') } },
}

const eventsOperation = {
  operationId: 'events',
  description:
    'The live stream (server-sent events). Resumes by the header Last-Event-ID, or lastEventId here.',
  parameters: [
    {
      name: 'topics',
      in: 'query',
      required: false,
      description: 'stats, tasks, dag:<id>, task:<id>, action:<id>; separated by commas, at most 50',
      schema: { type: 'string' },
    },
    { name: 'lastEventId', in: 'query', required: false, schema: { type: 'string' } },
  ],
  responses: {
    200: { description: 'Events, for as long as the connection lasts', content: { 'text/event-stream': {} } },
    default: problemResponse,
  },
}

const metricsOperation = {
  operationId: 'metrics',
  description: 'Gauges in the text format of Prometheus; only where the option `metrics` is on.',
  responses: {
    200: { description: 'The metrics', content: { 'text/plain': { schema: { type: 'string' } } } },
    default: problemResponse,
  },
}
