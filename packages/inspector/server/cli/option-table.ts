/** One option of the command line, which an environment variable and a config file may give as well. */
export interface OptionLook {
  readonly type: 'string' | 'boolean'
  readonly takes?: string
  readonly text: string
}

/** The options that have the same name everywhere: `--read-only`, `TASKLOOM_INSPECT_READ_ONLY`, `"read-only"`. */
export const optionTable = {
  uri: { type: 'string', takes: 'uri', text: 'the address of MongoDB (mongodb://127.0.0.1:27017)' },
  database: {
    type: 'string',
    takes: 'name',
    text: 'the database (the one in the address, or the only one with tasks)',
  },
  sources: { type: 'string', takes: "'name=uri …'", text: 'several databases, each under its name' },
  prefix: { type: 'string', takes: 'text', text: 'what the names of the collections begin with' },
  port: { type: 'string', takes: 'number', text: 'the port to listen on; 0 takes a free one (4983)' },
  host: { type: 'string', takes: 'name', text: 'the address to listen on (127.0.0.1)' },
  'base-path': { type: 'string', takes: 'path', text: 'the path to serve under (/)' },
  title: { type: 'string', takes: 'text', text: 'what the page is called' },
  environment: { type: 'string', takes: 'name', text: 'a badge, such as production' },
  'read-only': { type: 'boolean', text: 'nothing can be changed (the default beyond loopback)' },
  'allow-actions': { type: 'boolean', text: 'tasks can be changed (the default on loopback)' },
  user: { type: 'string', takes: 'name', text: 'who may sign in, with --password' },
  password: { type: 'string', takes: 'text', text: 'better given by the environment or a config file' },
  token: { type: 'string', takes: 'text', text: 'whoever has it may come in; likewise' },
  insecure: { type: 'boolean', text: 'lets everybody in, also beyond loopback' },
  'allowed-hosts': { type: 'string', takes: 'a,b', text: 'host names that it answers to, beside its own' },
  'trust-proxy': { type: 'boolean', text: 'believes X-Forwarded-Host, -Prefix and -For' },
  'hide-payloads': { type: 'boolean', text: 'shows no payloads and no results' },
  'read-preference': {
    type: 'string',
    takes: 'mode',
    text: 'where to read: primary, secondaryPreferred, … (primary)',
  },
  metrics: { type: 'boolean', text: 'answers api/metrics, for Prometheus' },
  open: { type: 'boolean', text: 'opens the browser' },
  retry: { type: 'boolean', text: '--no-retry ends with 1 when the database does not answer at the start' },
} as const satisfies Record<string, OptionLook>

export type OptionName = keyof typeof optionTable

/** Options of the command line alone. */
export const commandTable = {
  config: { type: 'string', takes: 'file', text: 'a JSON file with any of the options above' },
  json: {
    type: 'string',
    takes: 'what',
    text: 'prints dags, tasks, or one task (task <id>) as JSON, and ends',
  },
  filter: { type: 'string', takes: 'text', text: 'which ones, with --json: state:failed type:resize' },
  version: { type: 'boolean', text: 'prints the version' },
  help: { type: 'boolean', text: 'prints this' },
} as const satisfies Record<string, OptionLook>

/** What `--help` prints. */
export function usage(): string {
  return [
    'Serves the inspector of Taskloom.',
    '',
    '  taskloom-inspector [options]',
    '',
    ...Object.entries<OptionLook>(optionTable).map(line),
    '',
    ...Object.entries<OptionLook>(commandTable).map(line),
    '',
    'A flag wins over the environment (TASKLOOM_INSPECT_URI and so on), that over the config file.',
  ].join('\n')
}

function line([name, { takes, text }]: [string, OptionLook]): string {
  return `  ${`--${name}${takes === undefined ? '' : ` <${takes}>`}`.padEnd(26)}${text}`
}
