import type { DagDetail, Neighbour, Stats, TaskDetail, TaskHappening, TaskRow } from '@taskloom/sdk/inspect'

import { withheld, type IsSecret, type Redact, type RedactPlace } from './redact.ts'
import { withholdInText } from './withhold-in-text.ts'

interface MessageSettings {
  readonly redact: Redact | undefined
  readonly isSecret: IsSecret
}

type Owner = RedactPlace['task']

type StoredError = NonNullable<TaskDetail['failure']>

type Part = 'error' | 'progress'

/** What may be shown of what handlers said: errors and messages of progress, wherever a task or a DAG shows them. */
export class ShownMessages {
  readonly #settings: MessageSettings

  constructor(settings: MessageSettings) {
    this.#settings = settings
  }

  readonly row = (row: TaskRow): TaskRow => {
    const { error, progress } = row
    if (error === undefined && progress?.message === undefined) return row
    return {
      ...row,
      ...(error === undefined ? {} : { error: this.#text('error', error, row) }),
      ...(progress?.message === undefined
        ? {}
        : { progress: { ...progress, message: this.#text('progress', progress.message, row) } }),
    }
  }

  task(detail: TaskDetail): TaskDetail {
    const { task, failure, fingerprint } = detail
    return {
      ...detail,
      task: this.row(task),
      ...(failure === undefined ? {} : { failure: this.#error(failure, task) }),
      ...(fingerprint === undefined ? {} : { fingerprint: this.#text('error', fingerprint, task) }),
      attempts: detail.attempts.map((each) => ({ ...each, error: this.#error(each.error, task) })),
      explanation: this.#explanation(detail),
      timeline: detail.timeline.map((stretch) =>
        stretch.note === undefined ? stretch : { ...stretch, note: this.#text('error', stretch.note, task) },
      ),
      dependencies: detail.dependencies.map((each) => this.#neighbour(each)),
      dependents: detail.dependents.map((each) => this.#neighbour(each)),
    }
  }

  /** Of failures, it is the error that stands behind the colon. */
  happening(happening: TaskHappening, owner: Owner): TaskHappening {
    const { kind, text } = happening
    const start = text.indexOf(': ') + 2
    if ((kind !== 'attempt-failed' && kind !== 'settled') || start < 2) return happening
    return { ...happening, text: text.slice(0, start) + this.#text('error', text.slice(start), owner) }
  }

  dag(detail: DagDetail): DagDetail {
    const rootCauses = detail.rootCauses.map((each) => ({
      ...each,
      error: this.#text('error', each.error, each),
    }))
    return { ...detail, rootCauses }
  }

  stats(stats: Stats): Stats {
    const errors = stats.errors.map((group) => {
      const owner = { id: group.exampleId, name: group.name }
      const message = this.#text('error', group.message, owner)
      return { ...group, message, fingerprint: this.#text('error', group.fingerprint, owner) }
    })
    return { ...stats, errors }
  }

  #neighbour<Each extends Neighbour>(neighbour: Each): Each {
    return neighbour.task === undefined ? neighbour : { ...neighbour, task: this.row(neighbour.task) }
  }

  #error(error: StoredError, owner: Owner): StoredError {
    const { message, stack, cause } = error
    return {
      ...error,
      message: this.#text('error', message, owner),
      ...(stack === undefined ? {} : { stack: this.#text('error', stack, owner) }),
      ...(cause === undefined ? {} : { cause: this.#error(cause, owner) }),
    }
  }

  /** It quotes the error that the task has ended with. */
  #explanation({ explanation, failure, task }: TaskDetail): string {
    const message = failure?.message ?? ''
    if (message === '') return explanation
    return explanation.replaceAll(message, () => this.#text('error', message, task))
  }

  #text(part: Part, text: string, { id, name }: Owner): string {
    const { redact, isSecret } = this.#settings
    const left = redact === undefined ? text : redact(text, { part, task: { id, name } })
    return typeof left === 'string' ? withholdInText(left, isSecret) : withheld
  }
}
