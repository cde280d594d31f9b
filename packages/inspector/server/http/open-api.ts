import type { RequestHandler } from 'express'

import { describeApi } from './describe-api.ts'

let description: object | undefined

/** `GET api/openapi.json`: the API, for programs. */
export const openApi: RequestHandler = (_request, response) => {
  description ??= describeApi()
  response.set('Cache-Control', 'private, no-cache').json(description)
}
