import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Express } from 'express'

/** An application on a port of its own. */
export interface ServedApp extends AsyncDisposable {
  readonly url: string
}

export async function serveApp(app: Express): Promise<ServedApp> {
  const server = createServer(app)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
