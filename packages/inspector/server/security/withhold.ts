import type { TaskDetail } from '@taskloom/sdk/inspect'

import type { ResponseOf } from '../../shared/contract.ts'
import { withholdSecrets, type IsSecret, type Redact, type RedactPlace } from './redact.ts'

export interface WithholdSettings {
  readonly isSecret: IsSecret
  readonly redact: Redact | undefined
  /** Whether whoever asks may see no payload and no result at all. */
  readonly isHidden: boolean
}

type Shown = Pick<ResponseOf<'task'>, 'payload' | 'result' | 'redacted' | 'isPayloadHidden' | 'dependencies'>

/** What may be shown of the values of a task: nothing, or what is left without its secrets. */
export function withhold(detail: TaskDetail, settings: WithholdSettings): Shown {
  const { task, payload, result, dependencies } = detail
  if (settings.isHidden) {
    return {
      payload: null,
      redacted: [],
      isPayloadHidden: true,
      dependencies: dependencies.map(({ result: _result, isResultCut: _isResultCut, ...rest }) => rest),
    }
  }
  const redacted: string[] = []
  const show = (value: unknown, place: RedactPlace): unknown => {
    const changed = settings.redact === undefined ? value : settings.redact(value, place)
    const { value: shown, paths } = withholdSecrets(changed, settings.isSecret)
    if (place.task === task) redacted.push(...paths.map((path) => `${place.part}.${path}`))
    return shown
  }
  return {
    payload: show(payload, { part: 'payload', task }),
    ...(result === undefined ? {} : { result: show(result, { part: 'result', task }) }),
    isPayloadHidden: false,
    dependencies: dependencies.map(({ result, ...dependency }) => {
      if (result === undefined) return dependency
      const owner = { id: dependency.id, name: dependency.task?.name ?? '' }
      return Object.assign(dependency, { result: show(result, { part: 'result', task: owner }) })
    }),
    redacted,
  }
}
