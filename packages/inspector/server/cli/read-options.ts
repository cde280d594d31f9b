import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { InspectorMistake } from '../mistake.ts'
import { commandTable, optionTable, usage, type OptionName } from './option-table.ts'

type Value = string | boolean

/** What was asked for, by whichever of the ways. */
export type GivenOptions = { readonly [Name in OptionName]?: Value } & {
  readonly json?: string
  readonly filter?: string
  readonly version?: boolean
  readonly help?: boolean
  readonly positionals: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the command line, the environment and the config file, option by option, in this order.
 * @throws InspectorMistake
 */
export function readOptions(args: readonly string[], environment: Environment): GivenOptions {
  const { values, positionals } = parse(args)
  const { config, ...flags } = values
  const file = typeof config === 'string' ? readConfig(config) : {}
  const options: Record<string, Value> = {}
  for (const name of Object.keys(optionTable) as OptionName[]) {
    const value = flags[name] ?? fromEnvironment(name, environment) ?? file[name]
    if (value !== undefined) options[name] = value
  }
  const { json, filter, version, help } = flags
  return { ...options, ...defined({ json, filter, version, help }), positionals }
}

function parse(args: readonly string[]) {
  const options = { ...optionTable, ...commandTable }
  try {
    return parseArgs({ args: [...args], options, allowNegative: true, allowPositionals: true })
  } catch (error) {
    throw new InspectorMistake(`${error instanceof Error ? error.message : String(error)}\n\n${usage()}`)
  }
}

function fromEnvironment(name: OptionName, environment: Environment): Value | undefined {
  const variable = `TASKLOOM_INSPECT_${name.toUpperCase().replaceAll('-', '_')}`
  const text = environment[variable]
  if (text === undefined || text === '') return undefined
  return optionTable[name].type === 'string' ? text : readBoolean(variable, text)
}

function readBoolean(what: string, text: string): boolean {
  if (['1', 'true', 'yes'].includes(text.toLowerCase())) return true
  if (['0', 'false', 'no'].includes(text.toLowerCase())) return false
  throw new InspectorMistake(`${what} is true or false, and not "${text}".`)
}

function readConfig(path: string): Readonly<Record<string, Value>> {
  const content = readJson(path)
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new InspectorMistake(`The config file ${path} must hold a JSON object.`)
  for (const [name, value] of Object.entries(content)) {
    const look = Object.hasOwn(optionTable, name) ? optionTable[name as OptionName] : undefined
    if (look === undefined) throw new InspectorMistake(`The config file ${path} has no use for "${name}".`)
    if (typeof value !== look.type) throw new InspectorMistake(`"${name}" in ${path} must be a ${look.type}.`)
  }
  return content as Readonly<Record<string, Value>>
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new InspectorMistake(
      `The config file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}

function defined<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: NonNullable<Fields[Name]>
  }
}
