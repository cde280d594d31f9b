import { request, type ClientRequest, type IncomingMessage } from 'node:http'

import type { LiveEventName, LiveEvents } from '../../shared/live.ts'

export interface ReceivedEvent<Name extends LiveEventName = LiveEventName> {
  readonly name: Name
  readonly id: string
  readonly data: LiveEvents[Name]
  /** When it came, by `performance.now()`. */
  readonly at: number
}

/** A browser on the live stream, as far as a test needs one. */
export class EventStream implements AsyncDisposable {
  readonly events: ReceivedEvent[] = []
  /** Resolves when the server has ended the stream, or was lost. */
  readonly ended: Promise<void>
  /** Also of events without data, such as heartbeats. */
  lastId = ''
  readonly #request: ClientRequest
  readonly #response: IncomingMessage
  readonly #waiting = new Set<() => void>()
  #text = ''

  private constructor(asked: ClientRequest, response: IncomingMessage) {
    this.#request = asked
    this.#response = response
    response.setEncoding('utf8')
    response.on('error', () => undefined)
    this.ended = new Promise((resolve) => void response.once('close', resolve))
  }

  static open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
    return new Promise((resolve, reject) => {
      const asked = request(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false })
      asked.once('error', reject)
      asked.once('response', (response) => {
        const stream = new EventStream(asked, response)
        if (response.statusCode === 200) stream.#read()
        resolve(stream)
      })
      asked.end()
    })
  }

  get status(): number {
    return this.#response.statusCode ?? 0
  }

  get headers(): IncomingMessage['headers'] {
    return this.#response.headers
  }

  /** Reads nothing any more, as a browser does whose machine is asleep. */
  pause(): void {
    this.#response.pause()
  }

  resume(): void {
    this.#response.resume()
  }

  /** Resolves with the first event that fits, of those that came and those that will come. */
  async next<Name extends LiveEventName>(
    name: Name,
    fits: (data: LiveEvents[Name]) => boolean = () => true,
  ): Promise<ReceivedEvent<Name>> {
    for (;;) {
      const found = this.events.find((each) => each.name === name && fits(each.data as LiveEvents[Name]))
      if (found !== undefined) return found as ReceivedEvent<Name>
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  /** Those that came so far, by name. */
  all<Name extends LiveEventName>(name: Name): ReceivedEvent<Name>[] {
    return this.events.filter((each) => each.name === name) as ReceivedEvent<Name>[]
  }

  forget(): void {
    this.events.length = 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#request.destroy()
  }

  #read(): void {
    this.#response.on('data', (chunk: string) => {
      this.#text += chunk
      const parts = this.#text.split('\n\n')
      this.#text = parts.pop() ?? ''
      for (const part of parts) this.#take(part)
      for (const wake of this.#waiting) wake()
      this.#waiting.clear()
    })
  }

  #take(part: string): void {
    const fields = new Map(
      part.split('\n').map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 1).trimStart()]
      }),
    )
    this.lastId = fields.get('id') ?? this.lastId
    const data = fields.get('data')
    if (data === undefined) return
    this.events.push({
      name: (fields.get('event') ?? 'message') as LiveEventName,
      id: fields.get('id') ?? '',
      data: JSON.parse(data) as LiveEvents[LiveEventName],
      at: performance.now(),
    })
  }
}
