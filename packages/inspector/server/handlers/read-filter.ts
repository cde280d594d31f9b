import type { DagSelection, Inspection, TaskSelection } from '@taskloom/sdk/inspect'

import { FilterError } from '../../shared/filter/filter-error.ts'
import { parseFilter } from '../../shared/filter/parse-filter.ts'
import { toDagSelection, toTaskSelection } from '../../shared/filter/to-selection.ts'
import { Problem } from '../http/problem.ts'

/** @throws Problem `INVALID_FILTER` */
export function taskFilterOf(text: string | undefined, inspection: Inspection): TaskSelection {
  return refusing(() => toTaskSelection(parseFilter(text ?? '', 'tasks'), inspection.now()))
}

/** @throws Problem `INVALID_FILTER` */
export function dagFilterOf(text: string | undefined, inspection: Inspection): DagSelection {
  return refusing(() => toDagSelection(parseFilter(text ?? '', 'dags'), inspection.now()))
}

function refusing<Selection>(read: () => Selection): Selection {
  try {
    return read()
  } catch (error) {
    if (error instanceof FilterError) throw new Problem('INVALID_FILTER', error.message, error.hint)
    throw error
  }
}
