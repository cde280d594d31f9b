import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { OthersEnd } from '../define/handler.ts'
import { parsePayload } from '../define/parse-values.ts'
import { decodeKeys } from '../define/stored-keys.ts'
import { isAddedGroup, withExtensions } from '../document/extensions.ts'
import { toStoredError } from '../document/stored-error.ts'
import type { StoredExtension, TaskDocument } from '../document/task-document.ts'
import { LeaseLost, TaskloomError } from '../errors.ts'
import { claimReady } from '../store/operations/claim-ready.ts'
import { recordWinners } from '../store/operations/record-winners.ts'
import { waitForMore } from '../store/operations/wait-for-more.ts'
import { readContents } from '../store/read/contents.ts'
import { readOthersEnd } from '../store/read/dag-state.ts'
import { readDependencyOutcomes, type DependencyOutcome } from '../store/read/dependency-outcomes.ts'
import { findWait } from '../store/read/find-wait.ts'
import { ClaimHandle } from './claim-handle.ts'
import { dependencyValues, isStillRunnable } from './dependency-values.ts'
import type { Engine } from './engine.ts'
import type { Hold } from './lease-keeper.ts'

export interface ClaimTasksRequest {
  readonly definitions: ReadonlyMap<string, AnyTaskDefinition>
  readonly limit: number
}

/**
 * Claims up to `limit` tasks and makes them ready to run: payloads parsed, dependencies loaded, leases kept.
 * A task whose payload or inputs no longer fit their schemas fails by itself; it never reaches a handler.
 * An empty list means that nothing is ready.
 */
export function claimTasks(engine: Engine, request: ClaimTasksRequest): Promise<ClaimHandle[]> {
  return engine.underWay(claimSome(engine, request))
}

async function claimSome(engine: Engine, { definitions, limit }: ClaimTasksRequest): Promise<ClaimHandle[]> {
  for (;;) {
    const names = await engine.paused.claimable([...definitions.keys()])
    if (names.length === 0) return []
    const documents = await claimReady(engine.store, {
      names,
      limit,
      leaseMilliseconds: engine.times.lease,
      onFlagged: (flagged) => engine.flag(flagged),
    })
    if (documents.length === 0) return []
    engine.telling.claimed(documents)
    const handles = await prepare(engine, documents, definitions)
    if (handles.length > 0) return handles
  }
}

interface Loading {
  readonly document: TaskDocument
  readonly definition: AnyTaskDefinition
  readonly controller: AbortController
  readonly hold: Hold
}

async function prepare(
  engine: Engine,
  documents: readonly TaskDocument[],
  definitions: ReadonlyMap<string, AnyTaskDefinition>,
): Promise<ClaimHandle[]> {
  const loading = documents.flatMap((document) => {
    const definition = definitions.get(document.name)
    return definition === undefined ? [] : [startHolding(engine, document, definition)]
  })
  try {
    const load = await loadInputs(engine, documents)
    const handles = await Promise.all(loading.map((each) => makeHandle(engine, each, load)))
    return handles.filter((handle) => handle !== undefined)
  } catch (error) {
    for (const { hold } of loading) engine.leases.drop(hold)
    // Nobody will run them here. Where this fails too, their leases run out.
    const held = loading.map(({ hold }) => hold)
    await engine.giveBack(held, [...definitions.keys()]).catch(() => undefined)
    throw error
  }
}

/** The lease is kept from the claim on: loading the inputs may take a while. */
function startHolding(engine: Engine, document: TaskDocument, definition: AnyTaskDefinition): Loading {
  const controller = new AbortController()
  const hold: Hold = {
    id: document._id,
    token: document.lease?.token ?? '',
    renewUntil: performance.now() + engine.times.maximumRun,
    onLost: () => controller.abort(leaseLost(document)),
  }
  engine.leases.keep(hold)
  return { document, definition, controller, hold }
}

function leaseLost({ _id, name, attempt }: TaskDocument): LeaseLost {
  return new LeaseLost({ id: _id, name }, attempt)
}

type Inputs = (document: TaskDocument) => {
  readonly payload: unknown
  readonly known: Parameters<typeof dependencyValues>[1]
}

async function loadInputs(engine: Engine, documents: readonly TaskDocument[]): Promise<Inputs> {
  const apart = documents.filter(({ payloadIn }) => payloadIn === 'contents')
  const contents = await readContents(engine.store, 'payload', apart)
  const dependencies = documents.flatMap((document) => document.dependencies.map(({ id }) => id))
  const outcomes = await readDependencyOutcomes(engine.store, dependencies)
  const standings = new Map([...outcomes].map(([id, { standing }]) => [id, standing]))
  const winners = await recordWinners(engine.store, documents, outcomes)
  return (document) => ({
    payload: document.payloadIn === 'contents' ? contents.get(document._id) : decodeKeys(document.payload),
    known: { task: document, winners: winners.get(document._id) ?? {}, outcomes, standings },
  })
}

async function makeHandle(engine: Engine, loading: Loading, load: Inputs): Promise<ClaimHandle | undefined> {
  const { document, definition, controller, hold } = loading
  const { payload, known } = load(document)
  if (!isStillRunnable(known)) {
    engine.leases.drop(hold)
    await engine.giveBack([hold], [document.name])
    return undefined
  }
  const edges = withExtensions(document, (id) => extensionsFor(document, known.outcomes.get(id)))
  if (edges !== undefined && !(await isWaitedFor(engine, document, edges))) {
    engine.leases.drop(hold)
    engine.flag(await waitForMore(engine.store, hold, { ...edges, purgeAt: document.purgeAt }))
    return undefined
  }
  // Outside of what fails the task: that the database cannot be read now is no fault of it.
  const dag = await othersEnd(engine, document)
  try {
    const parsed = await parsePayload(definition, payload)
    if (!parsed.ok) throw new TaskloomError('INVALID_PAYLOAD', parsed.message, { cause: parsed.cause })
    const dependencies = await dependencyValues(definition, known)
    return new ClaimHandle({
      engine,
      definition,
      document,
      payload: parsed.value,
      dependencies,
      controller,
      hold,
      dag,
    })
  } catch (error) {
    engine.leases.drop(hold)
    await failUnrunnable(engine, { document, hold, error })
    return undefined
  }
}

/** An extension that was refused, but not taken back before a crash, may wait for the task itself: it does not count. */
async function isWaitedFor(
  { store }: Engine,
  { _id }: TaskDocument,
  { dependencies }: Pick<TaskDocument, 'dependencies'>,
): Promise<boolean> {
  const ids = dependencies.filter(({ group }) => isAddedGroup(group)).map(({ id }) => id)
  return (await findWait(store, { ids, isWaiting: (task) => task._id === _id })) !== undefined
}

/** What a task must wait for because of a dependency; what that dependency pushed itself is not meant. */
function extensionsFor(
  { pushId }: TaskDocument,
  outcome: DependencyOutcome | undefined,
): readonly StoredExtension[] {
  const { extensions = [], growths = [] } = outcome ?? {}
  return growths.some((growth) => growth.pushId === pushId) ? [] : extensions
}

async function othersEnd(
  { store }: Engine,
  { finisher, dagId }: TaskDocument,
): Promise<OthersEnd | undefined> {
  return finisher === true ? readOthersEnd(store, dagId) : undefined
}

async function failUnrunnable(
  engine: Engine,
  {
    document,
    hold,
    error,
  }: { readonly document: TaskDocument; readonly hold: Hold; readonly error: unknown },
): Promise<void> {
  const outcome = { kind: 'fail', error: toStoredError(error) } as const
  const hasGrown = (document.growths ?? []).length > 0
  const { _id: id, name, dagId, attempt } = document
  try {
    const settlement = { id, name, dagId, token: hold.token, outcome, hasGrown }
    await engine.settler.settle(settlement, { id, name, attempt })
  } catch (problem) {
    if (!(problem instanceof LeaseLost)) throw problem
  }
}
