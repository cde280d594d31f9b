import { createSession, type Session } from 'better-sse'
import type { Request, Response } from 'express'

import type { LiveEventName, LiveEvents } from '../../shared/live.ts'
import { within } from '../database/within.ts'
import type { Topics } from './topics.ts'

/** How many bytes may wait for a slow browser before it is told no details any more. */
const patience = 256 * 1024

/** How long a browser may take to read what waits for it, in milliseconds. */
const longest = 60_000

/** How often something is sent on a quiet stream, and whether its browser may listen still is asked; in milliseconds. */
export const heartbeat = 15_000

/** How long the answer to that may take, in milliseconds. */
const longestQuestion = 5_000

/** One browser on the stream. It never makes the server keep more than a little for it. */
export class LiveSession {
  readonly topics: Topics
  readonly #session: Session
  readonly #response: Response
  readonly #lastId: () => string
  readonly #isWelcome: () => Promise<boolean>
  readonly #heartbeat: NodeJS.Timeout
  #resumesFrom: string | undefined
  #giveUp: NodeJS.Timeout | undefined

  private constructor(session: Session, response: Response, parts: SessionParts) {
    this.topics = parts.topics
    this.#session = session
    this.#response = response
    this.#lastId = parts.lastId
    this.#resumesFrom = parts.resumesFrom
    this.#isWelcome = parts.isWelcome
    this.#heartbeat = setInterval(() => void this.#beat(), heartbeat)
    this.#heartbeat.unref()
  }

  /** Opens the stream; undefined when the browser has left before. */
  static async open(
    request: Request,
    response: Response,
    parts: SessionParts,
  ): Promise<LiveSession | undefined> {
    if (isGone(response)) return undefined
    const session = await createSession(request, response, { keepAlive: null, retry: 1_000 })
    // Opening takes a turn of the event loop; a response that closed in it says so to nobody any more.
    return isGone(response) ? undefined : new LiveSession(session, response, parts)
  }

  /** Whether it has not read what it was sent, and gets no details until it has. */
  get isBehind(): boolean {
    return this.#giveUp !== undefined
  }

  /** Calls when the browser is gone. */
  onClosed(listener: () => void): void {
    this.#response.once('close', () => {
      clearInterval(this.#heartbeat)
      clearTimeout(this.#giveUp)
      listener()
    })
  }

  /** It has been told what it missed. */
  hasResumed(): void {
    this.#resumesFrom = undefined
  }

  send<Name extends LiveEventName>(name: Name, data: LiveEvents[Name]): void {
    if (this.isBehind || !this.#session.isConnected) return
    this.#session.push(data, name, this.#id)
    if (this.#response.writableLength > patience) this.#fallBehind()
  }

  close(): void {
    this.#response.end()
  }

  get #id(): string {
    return this.#resumesFrom ?? this.#lastId()
  }

  #fallBehind(): void {
    this.#giveUp = setTimeout(() => this.#response.destroy(), longest)
    this.#giveUp.unref()
    this.#response.once('drain', () => {
      clearTimeout(this.#giveUp)
      this.#giveUp = undefined
      this.send('dirty', { scope: 'all' })
    })
  }

  /** Without data no event comes of it in the browser; but it notes the id, and proxies see life. */
  async #beat(): Promise<void> {
    if (!(await within(longestQuestion, this.#isWelcome()).catch(() => false))) this.#response.destroy()
    if (this.isBehind || !this.#session.isConnected) return
    void this.#session.batch((buffer) => {
      buffer.id(this.#id).dispatch()
    })
  }
}

function isGone(response: Response): boolean {
  return response.closed || response.destroyed
}

interface SessionParts {
  readonly topics: Topics
  /** The id of the last event, by which this browser may resume. */
  readonly lastId: () => string
  /**
   * The id that it came back with. It keeps that until it has been told what it missed: if it is cut off meanwhile,
   * it comes with the same one again.
   */
  readonly resumesFrom?: string
  /** Whether this browser may listen still; asked while the stream is open, because it outlives what opened it. */
  readonly isWelcome: () => Promise<boolean>
}
