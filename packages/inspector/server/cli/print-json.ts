import { connect } from '@taskloom/sdk'
import { openInspection, type Inspection } from '@taskloom/sdk/inspect'

import { dagFilterOf, taskFilterOf } from '../handlers/read-filter.ts'
import { InspectorMistake } from '../mistake.ts'
import { secretKeysOf } from '../security/redact.ts'
import { redactingInspection } from '../security/redacting-inspection.ts'
import { withhold } from '../security/withhold.ts'
import type { GivenOptions } from './read-options.ts'
import { readPreferenceOf, sourceOf } from './serve-options.ts'

/** `--json dags|tasks|task <id>`: one answer, for terminals and programs. @throws InspectorMistake */
export async function printJson(given: GivenOptions): Promise<string> {
  await using loom = await connect({ ...sourceOf(given), sweeper: false, ensureIndexes: false })
  const inspection = openInspection(loom, { readPreference: readPreferenceOf(given) })
  return JSON.stringify(await read(redactingInspection(inspection, {}), given), undefined, 2)
}

async function read(inspection: Inspection, given: GivenOptions): Promise<unknown> {
  const { json, filter, positionals } = given
  if (json === 'dags') return (await inspection.dags({ selection: dagFilterOf(filter, inspection) })).items
  if (json === 'tasks') return (await inspection.tasks({ selection: taskFilterOf(filter, inspection) })).items
  const [id] = positionals
  if (json !== 'task' || id === undefined)
    throw new InspectorMistake('--json takes dags, tasks, or task and an id.')
  const detail = await inspection.task(id)
  if (detail === undefined) throw new InspectorMistake(`There is no task ${id}.`)
  const isHidden = given['hide-payloads'] === true
  return withhold(detail, { isSecret: secretKeysOf(), redact: undefined, isHidden })
}
