import { transitions } from './transitions.ts'

/** The state diagram of a task as Mermaid text, drawn from the table of transitions. */
export function stateDiagram(): string {
  const arrows = Object.values(transitions).flatMap(({ from, to, by }) =>
    (from.length > 2 ? ['[*]'] : from).map(
      (state) => `  ${state === '[*]' ? '[*]' : state} --> ${to}: ${by}`,
    ),
  )
  return [
    'stateDiagram-v2',
    '  [*] --> STAGED: push',
    ...arrows.filter((arrow) => !arrow.startsWith('  [*]')),
    '',
  ].join('\n')
}
