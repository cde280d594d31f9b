import type { TaskDetail } from '@taskloom/sdk/inspect'

import type { ResponseOf } from '../../shared/contract.ts'
import { withholdSecrets, type IsSecret, type Redact, type RedactPlace } from './redact.ts'

export interface WithholdSettings {
  readonly isSecret: IsSecret
  readonly redact: Redact | undefined
  /** Whether whoever asks may see no payload and no result at all. */
  readonly isHidden: boolean
}

type Shown = Omit<ResponseOf<'task'>, 'actions'>

/** How much is shown of the result of a dependency, in characters. */
const longestResult = 4_000

/** What is left of a value without its secrets, and the paths of what was withheld. */
export function redactValue(
  value: unknown,
  place: RedactPlace,
  { redact, isSecret }: Pick<WithholdSettings, 'redact' | 'isSecret'>,
): ReturnType<typeof withholdSecrets> {
  return withholdSecrets((redact === undefined ? value : redact(value, place)) ?? null, isSecret)
}

/** What may be shown of a task: of its values nothing, or what is left without their secrets. */
export function withhold(detail: TaskDetail, settings: WithholdSettings): Shown {
  const { payload, result, dependencies, ...shown } = detail
  const { task } = detail
  if (settings.isHidden) {
    return {
      ...shown,
      payload: null,
      redacted: [],
      isPayloadHidden: true,
      dependencies: dependencies.map(({ result: _result, ...rest }) => rest),
    }
  }
  const redacted: string[] = []
  const showValue = (value: unknown, place: RedactPlace): unknown => {
    const { value: left, paths } = redactValue(value, place, settings)
    if (place.task === task) redacted.push(...paths.map((path) => `${place.part}.${path}`))
    return left
  }
  return {
    ...shown,
    payload: showValue(payload, { part: 'payload', task }),
    ...(result === undefined ? {} : { result: showValue(result, { part: 'result', task }) }),
    isPayloadHidden: false,
    dependencies: dependencies.map(({ result, ...dependency }) => {
      if (result === undefined || dependency.task === undefined) return dependency
      return Object.assign(dependency, cut(showValue(result, { part: 'result', task: dependency.task })))
    }),
    redacted,
  }
}

/** A long result is text that breaks off; it is cut when its secrets are gone already. */
function cut(result: unknown): Pick<Shown['dependencies'][number], 'result' | 'isResultCut'> {
  const text = JSON.stringify(result)
  return text.length <= longestResult
    ? { result }
    : { result: text.slice(0, longestResult), isResultCut: true }
}
