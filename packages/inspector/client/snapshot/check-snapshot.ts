import type { GraphColumns } from '../../shared/graph-columns.ts'
import { viewStateOrder } from '../../shared/view-states.ts'
import {
  below,
  isCount,
  isRecord,
  isText,
  isTime,
  listOf,
  sizeOf,
  wrongField,
  type Check,
  type Fields,
} from './checks.ts'

/** The field of a file that is not what it should be, such as `sources`; undefined for none. */
export function wrongPart(file: Fields): string | undefined {
  const { graph } = file
  return (
    wrongField(file, {
      version: (version) => version === 1,
      takenAt: isTime,
      dag: (dag) => dag === undefined || (isRecord(dag) && listOf(isRecord)(dag['rootCauses'])),
      graph: isRecord,
    }) ?? wrongField(graph as Fields, columnChecks(graph as Fields))
  )
}

/** Every place that a column points to must be there: the graph is drawn from typed arrays, which forgive nothing. */
function columnChecks({ ids, names, kinds, sources }: Fields) {
  const count = sizeOf(ids)
  const isTask = below(count)
  const isTimes = listOf((time) => time === null || isTime(time), count)
  return {
    dagId: isText,
    base: isTime,
    ids: (value) => count > 0 && listOf(isText)(value) && new Set(value as string[]).size === count,
    names: listOf(isText),
    nameOf: listOf(below(sizeOf(names)), count),
    states: isDigits(count, viewStateOrder.length),
    priorities: isDigits(count, 4),
    attempts: listOf(isCount, count),
    createdAt: isTimes,
    startedAt: isTimes,
    settledAt: isTimes,
    expiresAt: isTimes,
    foreign: isPairs,
    missing: isPairs,
    rootCauses: isPairs,
    kinds: listOf(isRecord),
    degrees: (value) =>
      listOf(isCount, count)(value) &&
      (value as number[]).reduce((sum, degree) => sum - degree, sizeOf(sources)) === 0,
    sources: listOf(isTask),
    kindOf: listOf(below(sizeOf(kinds)), sizeOf(sources)),
  } satisfies Partial<Record<keyof GraphColumns, Check>>
}

const isPairs = listOf((pair) => sizeOf(pair) === 2)

/** So many digits in base 36, each below `most`. */
function isDigits(count: number, most: number): Check {
  return (value) =>
    isText(value) &&
    value.length === count &&
    Array.from(value).every((digit) => Number.parseInt(digit, 36) < most)
}
