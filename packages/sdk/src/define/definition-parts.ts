import type { AnyTaskDefinition, definitionTypes } from './any-task-definition.ts'

/** The payload that the handler of a definition receives: the output of its schema. */
export type PayloadOf<Definition extends AnyTaskDefinition> = Definition[typeof definitionTypes]['payload']

/** The payload that a definition is called with: the input of its schema. */
export type PayloadInputOf<Definition extends AnyTaskDefinition> = Definition[typeof definitionTypes]['input']

/** The result that dependents of a definition receive: the output of its result schema. */
export type ResultOf<Definition extends AnyTaskDefinition> = Definition[typeof definitionTypes]['result']

/** The result that the handler of a definition returns: the input of its result schema. */
export type ResultInputOf<Definition extends AnyTaskDefinition> =
  Definition[typeof definitionTypes]['resultInput']

/** The `dependencies` that the handler of a definition receives. */
export type DependenciesOf<Definition extends AnyTaskDefinition> =
  Definition[typeof definitionTypes]['dependencies']
