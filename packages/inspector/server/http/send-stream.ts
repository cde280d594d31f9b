import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import type { Request, Response } from 'express'

import type { TextStream } from './call.ts'

/**
 * Sends a stream of text as a file, no faster than it is taken. It ends when whoever asked goes away; what breaks
 * half-way cuts the connection, so that no browser takes the part for the whole.
 */
export async function sendStream(
  request: Request,
  response: Response,
  { mediaType, fileName, pieces }: TextStream,
): Promise<void> {
  response.set('Cache-Control', 'private, no-store').type(mediaType).attachment(fileName)
  // `attachment` has a type of its own for the ending of the name.
  response.type(`${mediaType}; charset=utf-8`)
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  try {
    await pipeline(Readable.from(pieces, { highWaterMark: 1 }), response)
  } catch (error) {
    if (!response.closed || !isGone(error)) throw error
  }
}

/** Whoever asked does not want it any more: nothing is wrong. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}
