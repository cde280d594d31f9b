import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** A way to a server that can be cut and mended, as if the server was stopped and started again. */
export class Cuttable implements AsyncDisposable {
  readonly #target: URL
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #port = 0

  private constructor(uri: string) {
    this.#target = new URL(uri.replace('mongodb:', 'http:'))
  }

  static async to(uri: string): Promise<Cuttable> {
    const way = new Cuttable(uri)
    await way.mend()
    return way
  }

  /** An address of the server by this way; the driver does not look for others. */
  get uri(): string {
    return `mongodb://127.0.0.1:${this.#port}/?directConnection=true`
  }

  async cut(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)))
  }

  async mend(): Promise<void> {
    const server = createServer((socket) => this.#pass(socket))
    await new Promise<void>((resolve) => void server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut()
  }

  #pass(from: Socket): void {
    const to = connect(Number(this.#target.port), this.#target.hostname)
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        this.#sockets.delete(socket)
        other.destroy()
      })
    }
    from.pipe(to).pipe(from)
  }
}
