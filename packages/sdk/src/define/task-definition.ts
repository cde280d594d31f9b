import type { Duration } from '../duration.ts'
import type { AnyTaskDefinition, definitionTypes } from './any-task-definition.ts'
import type { DependencyGroups } from './dependency-groups.ts'
import type { HandleOptions, Handler, HandlerContext } from './handler.ts'
import type { ReceivedDependencies } from './received-dependencies.ts'
import type { RequiredGroup, SuppliedDependencies } from './supplied-dependencies.ts'
import type { TaskNode } from './task-node.ts'
import type { TaskReference } from './task-reference.ts'
import type { TaskSettings } from './task-settings.ts'
import type { TypeMistake } from './type-mistake.ts'

/** Options of one node that do not depend on its definition. What it leaves out is the definition's. */
export interface NodeSettings extends TaskSettings {
  /**
   * The id of the task, of your choice: pushing a task whose id is stored already is a no-op, so an id made
   * of what the task is about keeps it from being pushed twice, by whatever process.
   * @defaultValue a new id of 24 hexadecimal characters
   */
  readonly id?: string
  /**
   * How long after its push the task may start at the earliest; its dependencies must be satisfied as well.
   * @defaultValue no delay
   */
  readonly delay?: Duration | undefined
  /** When the task may start at the earliest, as an alternative to `delay`. */
  readonly runAt?: Date | undefined
}

/** Options of a node whose definition declares dependencies. */
export interface DependentNodeOptions<Dependencies> extends NodeSettings {
  /** The tasks that this one waits for, by the name of the group. */
  readonly dependsOn: Dependencies
}

/** Options of a node whose dependency groups are all optional. */
export interface FreeNodeOptions<Dependencies> extends NodeSettings {
  /** The tasks that this one waits for, by the name of the group. */
  readonly dependsOn?: Dependencies
}

/** The second argument of a definition. */
export type NodeOptions<Groups extends DependencyGroups, Own extends TaskReference> = [keyof Groups] extends [
  never,
]
  ? NodeSettings
  : [RequiredGroup<Groups>] extends [never]
    ? FreeNodeOptions<SuppliedDependencies<Groups, Own>>
    : DependentNodeOptions<SuppliedDependencies<Groups, Own>>

/** The payload of a call without options: a sentence when there is something to depend on. */
export type PayloadAlone<Input, Groups extends DependencyGroups, Name extends string> = [
  RequiredGroup<Groups>,
] extends [never]
  ? Input
  : [Input, IsAny<Input>] extends [object, false]
    ? Input & TypeMistake<DependencyMissing<Name, RequiredGroup<Groups>>>
    : TypeMistake<DependencyMissing<Name, RequiredGroup<Groups>>>

/** `any` swallows whatever it is combined with. */
type IsAny<Type> = 0 extends 1 & Type ? true : false

type DependencyMissing<Name extends string, Group> = Group extends string
  ? `Task \`${Name}\` needs \`${Group}\`: pass it in a second argument, { dependsOn: { ${Group}: … } }.`
  : never

/**
 * A kind of task: its name, its payload, its result and what it depends on.
 * Call it with a payload to make a node; it holds no code that runs.
 */
export interface TaskDefinition<
  Name extends string,
  Input,
  Payload,
  ResultInput,
  Result,
  Groups extends DependencyGroups,
> extends AnyTaskDefinition {
  readonly name: Name
  readonly [definitionTypes]: {
    readonly input: Input
    readonly payload: Payload
    readonly resultInput: ResultInput
    readonly result: Result
    readonly dependencies: ReceivedDependencies<Groups, Result>
  }

  /**
   * Makes a node that waits for nothing.
   * @throws TaskloomError `INVALID_PAYLOAD` when the schema refuses the payload.
   * @throws TaskloomError `VALUE_NOT_STORABLE` when MongoDB cannot hold the payload as it is.
   */
  (payload: PayloadAlone<Input, Groups, Name>): TaskNode<Name, Result>
  /**
   * Makes a node. Each dependency is a node, or `Definition.id('…')` for a task that was pushed before.
   * @throws TaskloomError `INVALID_PAYLOAD` when the schema refuses the payload.
   * @throws TaskloomError `VALUE_NOT_STORABLE` when MongoDB cannot hold the payload as it is.
   * @throws TaskloomError `INVALID_DEPENDENCY` when a dependency is missing, too many or of another kind.
   */
  (payload: Input, options: NodeOptions<Groups, TaskReference<Name, Result>>): TaskNode<Name, Result>

  /**
   * Refers to a task of this definition by its id, wherever a node is accepted.
   * @throws TaskloomError `INVALID_OPTION` when it is not the id of a task.
   */
  id(this: void, id: string): TaskReference<Name, Result>

  /**
   * Adds the code that runs tasks of this definition, for a worker.
   * `run` returns what the result schema takes; dependents receive what the schema makes of it.
   */
  handle(
    this: void,
    run: (
      context: HandlerContext<Payload, ReceivedDependencies<Groups, Result>, Name>,
    ) => Promise<ResultInput> | ResultInput,
    options?: HandleOptions<Payload, ReceivedDependencies<Groups, Result>, Name>,
  ): Handler
}
