import { existsSync, readFileSync } from 'node:fs'

/** The package's own description: one folder up from the source, two from what is built. */
const file = ['../package.json', '../../package.json']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url))

/** The version of the inspector. */
export const version: string =
  file === undefined ? '' : (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
