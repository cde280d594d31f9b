/** How a server was found: the names of the steps, as `TASKLOOM_LOCAL_MONGO` takes them. */
export type LocalMongoKind = 'given' | 'mongod' | 'downloaded-mongod' | 'secantus-rust' | 'secantus-python'

/** A one-node replica set (transactions, change streams) or a server without replication. */
export type Topology = 'replica-set' | 'standalone'

/** The environment variables that a step reads. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A MongoDB server that is ready for use. */
export interface LocalMongo extends AsyncDisposable {
  /** The connection string, without a database name unless `MONGODB_URI` names one. */
  readonly uri: string
  /** The step that found it. */
  readonly kind: LocalMongoKind
  /** One line for people: what it is, its version, where it was found. */
  readonly description: string
  /** The server's process, if this process started it. */
  readonly pid?: number
  /** Ends a server that this process started and removes its data. A given server is left alone. */
  stop(): Promise<void>
}

/** Where a server lives that is to be stopped and started again with the same data. */
export interface ServerHome {
  /** The folder of its data: it stays when the server ends. */
  readonly folder: string
  /** The port to listen on. @defaultValue one that is free */
  readonly port?: number
}

/** What `startLocalMongo` takes. */
export interface StartOptions {
  /**
   * The topology that the caller needs.
   * @defaultValue any: a given server is taken as it is, a started one is a replica set
   */
  readonly topology?: Topology
  /** Is told what is tried, in lines for people. @defaultValue silence */
  readonly onMessage?: (line: string) => void
  /** Replaces the process's environment variables, for tests. @defaultValue `process.env` */
  readonly environment?: Environment
  /** How long a started server may take until it answers. @defaultValue 60,000 */
  readonly startMilliseconds?: number
  /** The home of the server; one that is given has its own. @defaultValue fresh data, which goes with the server */
  readonly home?: ServerHome
}

/** What one step of the chain is asked for. */
export interface StepRequest {
  /** Undefined: any. */
  readonly topology: Topology | undefined
  readonly environment: Environment
  readonly onMessage: (line: string) => void
  readonly startMilliseconds: number
  readonly home: ServerHome | undefined
  /** The step was asked for by name, so what it remembers of earlier refusals does not count. */
  readonly forced: boolean
}

/** What a step answers: a server, or the reason why not and what would help. */
export type StepOutcome = { readonly found: LocalMongo } | StepRefusal

/** Why a step led to nothing. */
export interface StepRefusal {
  readonly refused: string
  /** What would make it work. */
  readonly remedy?: string
  /** There was nothing to try, which is worth a word only if all steps fail. */
  readonly absent?: true
}

/** One way to come by a server. */
export interface Step {
  readonly kind: LocalMongoKind
  /** What the messages call it. */
  readonly title: string
  attempt(request: StepRequest): Promise<StepOutcome>
}
