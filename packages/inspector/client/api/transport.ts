/** The part of `EventSource` that the live connection uses. */
export interface EventStream {
  addEventListener(name: string, listener: (event: Event) => void): void
  close(): void
}

/** The way to the server. Tests and the preview put a world of their own in its place. */
export interface Transport {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly openEvents: (url: string) => EventStream
}

/** The browser's own way. Cookies go along to the own origin only. */
export const browserTransport: Transport = {
  fetch: (url, init) => fetch(url, { credentials: 'same-origin', ...init }),
  openEvents: (url) => new EventSource(url),
}
