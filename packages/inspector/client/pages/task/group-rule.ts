import type { TaskDetail } from '../../api/wire.ts'

type Group = TaskDetail['groups'][number]

const outcomes: Readonly<Record<Group['on'], string>> = {
  success: 'finished',
  failure: 'failed',
  settled: 'settled',
}

const verdicts: Readonly<Record<Group['verdict'], string>> = {
  satisfied: 'satisfied',
  waiting: 'waiting',
  impossible: 'impossible by now',
}

/** The rule of a group of dependencies in words: `2 of 5 finished, waiting`. */
export function ruleOf({ need, count, on, optional, verdict }: Group): string {
  const much = count === 1 ? '' : need === count ? `all ${count} ` : `${need} of ${count} `
  return `${much}${outcomes[on]}, ${verdicts[verdict]}${optional ? ', may be missing' : ''}`
}
