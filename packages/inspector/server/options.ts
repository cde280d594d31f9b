import type { AnyTaskDefinition, ConnectOptions, Loom } from '@taskloom/sdk'
import type { InspectionOptions } from '@taskloom/sdk/inspect'
import { pino, type Logger } from 'pino'

import type { Permission } from '../shared/actions.ts'
import { permission } from '../shared/schemas/system.ts'
import { InspectorMistake } from './mistake.ts'
import type { AuditEntry } from './security/audit.ts'
import type { Auth } from './security/identity.ts'
import type { Redact } from './security/redact.ts'

/** A client of your own, as `connect` of the SDK takes it. */
type Client = NonNullable<ConnectOptions['client']>

type ReadPreference = NonNullable<InspectionOptions['readPreference']>

/** A database, and what the names of the collections in it begin with. */
interface Place {
  readonly database: string
  readonly prefix?: string
}

/**
 * Where the tasks are: a loom, a client and the name of a database, or an address and that name, which a function
 * may find once the server answers.
 */
export type Source =
  | { readonly loom: Loom }
  | ({ readonly client: Client } & Place)
  | ({ readonly uri: string } & Place)
  | { readonly uri: string; readonly findPlace: () => Promise<Place> }

export interface InspectorSettings {
  /**
   * What the page is called.
   * @defaultValue 'Taskloom'
   */
  readonly title?: string
  /** Names the place for people, such as `production`; shown as a badge. */
  readonly environment?: string
  /**
   * Inspectors of other databases, this one among them if it is to be in the list: the page leads from one to the
   * other. An `href` is absolute, or relative to the address of this one: `../staging/`.
   * @defaultValue none
   */
  readonly places?: readonly { readonly name: string; readonly href: string }[]
  /**
   * Who may come in, and how that is known.
   * @defaultValue 'none': this machine alone, and not through a proxy
   */
  readonly auth?: Auth
  /**
   * What those may do who come in, unless `auth` says it of one of them.
   * @defaultValue everything
   */
  readonly permissions?: readonly Permission[]
  /**
   * Whether nothing can be changed, whatever the permissions.
   * @defaultValue true
   */
  readonly readOnly?: boolean
  /**
   * Host names that the inspector answers to, beside those of loopback. `*` allows every name.
   * @defaultValue none
   */
  readonly allowedHosts?: readonly string[]
  /**
   * Origins, such as `https://admin.example`, whose pages may write here.
   * @defaultValue none
   */
  readonly trustedOrigins?: readonly string[]
  /**
   * Whether `X-Forwarded-Host` and `X-Forwarded-Prefix` are believed. Only behind a proxy that sets them.
   * @defaultValue false
   */
  readonly trustProxy?: boolean
  /**
   * Lets everybody in from anywhere when `auth` is `none`.
   * @defaultValue false
   */
  readonly insecure?: boolean
  /**
   * Which pages may show the inspector in a frame, as `frame-ancestors` of a CSP takes it.
   * @defaultValue "'none'"
   */
  readonly frameAncestors?: string
  /**
   * Withholds payloads and results from everybody.
   * @defaultValue false
   */
  readonly hidePayloads?: boolean
  /**
   * Keys whose values never leave the process, wherever they stand in a payload, a result or metadata, or in JSON
   * in the text of an error or of progress.
   * @defaultValue what looks like a secret: password, token, authorization, apiKey, and the like
   */
  readonly redactKeys?: readonly (string | RegExp)[]
  /**
   * Where lists, timelines, and what is counted beside them are read from; what a secondary shows may be a little
   * old. What is told live as well, and what an action is done to, is always read from the primary.
   * @defaultValue 'primary'
   */
  readonly readPreference?: ReadPreference
  /** Changes payloads, results, metadata, and texts of errors and progress before they leave the process. */
  readonly redact?: Redact
  /**
   * Whether `api/metrics` answers, in the text format of Prometheus, to whoever may `view`.
   * @defaultValue false
   */
  readonly metrics?: boolean
  /** Their schemas check the payload of a task that is cloned and run; of others only a worker does. */
  readonly definitions?: readonly AnyTaskDefinition[]
  /** Is told of every write; may be async, nothing waits for it. The log is told in any case. */
  readonly onAudit?: (entry: AuditEntry) => unknown
  /**
   * A pino logger.
   * @defaultValue one that writes warnings and the audit log to the standard error
   */
  readonly logger?: Logger
}

export type InspectorOptions = Source & InspectorSettings

/** The settings with every default in its place. */
export type Settings = Required<
  Omit<InspectorSettings, 'environment' | 'redact' | 'onAudit' | 'redactKeys' | 'readOnly'>
> &
  Pick<InspectorSettings, 'environment' | 'redact' | 'onAudit' | 'redactKeys'> & {
    readonly isReadOnly: boolean
  }

/** @throws InspectorMistake when an option would leave a door open that looks shut. */
export function readSettings(options: InspectorSettings): Settings {
  const { readOnly = true, auth = 'none', ...rest } = options
  checkAuth(auth)
  return {
    title: 'Taskloom',
    permissions: permission.options,
    places: [],
    allowedHosts: [],
    trustedOrigins: [],
    trustProxy: false,
    insecure: false,
    frameAncestors: "'none'",
    hidePayloads: false,
    metrics: false,
    readPreference: 'primary',
    definitions: [],
    logger: options.logger ?? pino({ name: 'taskloom-inspector' }, pino.destination(2)),
    ...withoutUndefined(rest),
    auth,
    isReadOnly: readOnly,
  }
}

function checkAuth(auth: Auth): void {
  if (typeof auth !== 'object') return
  const secret = 'basic' in auth ? auth.basic.password : auth.bearer
  if (typeof secret === 'string' && secret.length >= 8) return
  throw new InspectorMistake('The password or token of the inspector needs at least 8 characters.')
}

function withoutUndefined<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields
}
