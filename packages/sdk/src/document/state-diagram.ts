import { transitions } from './transitions.ts'

/** More states than this and an arrow from each would hide the others. */
const fewStates = 4

/** The state diagram of a task as Mermaid text, drawn from the table of transitions. */
export function stateDiagram(): string {
  const arrows = Object.values(transitions)
    .filter(({ from }) => from.length <= fewStates)
    .flatMap(({ from, to, by }) => from.map((state) => `  ${state} --> ${to}: ${by}`))
  return ['stateDiagram-v2', '  [*] --> STAGED: push', ...arrows].join('\n')
}
