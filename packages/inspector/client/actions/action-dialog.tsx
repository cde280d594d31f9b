import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'

import { actions } from '../../shared/actions.ts'
import type { BodyOf } from '../../shared/contract.ts'
import { viewStateOrder } from '../../shared/view-states.ts'
import { ApiFailure, toFailure } from '../api/failure.ts'
import type { ActionPreview } from '../api/wire.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { formatCount } from '../format/count.ts'
import { useSession } from '../session.ts'
import { ActionForm } from './action-form.tsx'
import { ActionPreviewPanel, changesOf } from './action-preview.tsx'
import { follow, type ActionOptions, type ActionTarget, type AskedAction } from './action-request.ts'
import { actionWords } from './action-words.ts'

import styles from './action-dialog.module.css'

/** From so many tasks on their number must be typed. */
const typedFrom = 100

interface ActionDialogProps {
  readonly action: AskedAction
  readonly onClose: () => void
}

/** An action before it is done: what it means, what it would change, and the confirmation. */
export function ActionDialog({ action, onClose }: ActionDialogProps) {
  const [options, setOptions] = useState<ActionOptions | undefined>(action.options)
  const [typed, setTyped] = useState('')
  const preview = usePreview(action, options)
  const start = useStart(action, onClose, preview.data)
  const words = actionWords[action.kind]
  const changes = changesOf(preview.data)
  const isTyped = changes <= typedFrom || typed.replaceAll(/\D/gu, '') === String(changes)
  const isCounted = preview.data !== undefined && !preview.isFetching && !isNothing(action, preview.data)
  if (useUndo(action, preview, start)) return null
  return (
    <Dialog
      title={`${actions[action.kind].title}: ${action.subject}`}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            tone={words.isDangerous ? 'danger' : 'primary'}
            disabled={options === undefined || !isTyped || !isCounted || start.isPending}
            onClick={() => options !== undefined && start.mutate(options)}
          >
            {words.button}
          </Button>
        </>
      }
    >
      <div className={styles['content']}>
        <p>{words.meaning}</p>
        <ActionForm action={action} onOptions={setOptions} />
        <ActionPreviewPanel preview={preview.data} error={preview.error} />
        {changes > typedFrom && <TypedNumber number={changes} typed={typed} onTyped={setTyped} />}
        <Refusal error={start.error} />
      </div>
    </Dialog>
  )
}

function usePreview({ kind, target }: AskedAction, options: ActionOptions | undefined) {
  const { request } = useSession()
  return useQuery({
    queryKey: ['preview', kind, target, options],
    queryFn: ({ signal }) =>
      request('previewAction', { body: { kind, target, options: options ?? {} }, signal }),
    enabled: options !== undefined,
    placeholderData: (known) => known,
    gcTime: 0,
    retry: false,
  })
}

/** One key and one order a dialog: pressed twice, or sent again after a lost answer, it is still done once. */
function useStart(
  { kind, target, onDone }: AskedAction,
  onClose: () => void,
  preview: ActionPreview | undefined,
) {
  const { request, cache } = useSession()
  const expected = useRef<Expected>(undefined)
  const [idempotencyKey] = useState(() => `inspector-${Date.now().toString(36)}-${randomText()}`)
  return useMutation({
    mutationFn: (options: ActionOptions) => {
      expected.current ??= expectedOf(target, preview)
      return request('startAction', { body: { kind, target, options, idempotencyKey, ...expected.current } })
    },
    onError: (error) => {
      // What was refused was not begun: the next press is for what is counted then.
      if (error instanceof ApiFailure && error.status < 500) expected.current = undefined
    },
    onSuccess: (job) => {
      cache.setQueryData(['action', job.id], job)
      follow({ id: job.id, title: actionWords[kind].doing, onDone })
      onClose()
    },
  })
}

type Expected = Pick<BodyOf<'startAction'>, 'expectedStates'>

/**
 * The states of the tasks that were counted: what is in another one by now is left alone. Of everything that a filter, a
 * DAG or a type means, the server takes care itself.
 */
function expectedOf(target: ActionTarget, preview: ActionPreview | undefined): Expected {
  const counted = viewStateOrder.filter((state) => (preview?.changes[state] ?? 0) > 0)
  return 'tasks' in target && counted.length > 0 ? { expectedStates: counted } : {}
}

/** `crypto.randomUUID` is withheld over plain http. */
function randomText(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}

/** An undo that is exact is asked for no second time. Returns whether there is nothing to ask, or not yet. */
function useUndo(
  { kind }: AskedAction,
  { data, error }: ReturnType<typeof usePreview>,
  { error: refusal, mutate }: ReturnType<typeof useStart>,
): boolean {
  const isUndo = kind === 'undo'
  const isExact = isUndo && data?.skipped.length === 0
  useEffect(() => {
    if (isExact) mutate({})
  }, [isExact, mutate])
  return isUndo && (data === undefined ? error === null : isExact && refusal === null)
}

/** A pause or a copy changes no task that exists, so that an empty preview does not stop it. */
function isNothing({ kind }: AskedAction, preview: ActionPreview): boolean {
  if (kind === 'pause' || kind === 'resume' || kind === 'run') return false
  return changesOf(preview) === 0
}

interface TypedNumberProps {
  readonly number: number
  readonly typed: string
  readonly onTyped: (typed: string) => void
}

function TypedNumber({ number, typed, onTyped }: TypedNumberProps) {
  const id = useId()
  return (
    <div className={styles['typed']}>
      <label htmlFor={id}>
        Type <strong>{formatCount(number)}</strong> to confirm that so many tasks are meant
      </label>
      <input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        className={styles['field']}
        value={typed}
        onChange={(event) => onTyped(event.target.value)}
      />
    </div>
  )
}

function Refusal({ error }: { readonly error: unknown }) {
  if (error === null) return null
  const { message, hint } = toFailure(error)
  return (
    <p role="alert" className={styles['refusal']}>
      {message} {hint}
    </p>
  )
}
