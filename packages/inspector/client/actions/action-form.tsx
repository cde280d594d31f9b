import { useState, type ComponentType } from 'react'

import type { ActionKind } from '../../shared/actions.ts'
import type { ActionOptions, AskedAction } from './action-request.ts'

import styles from './action-dialog.module.css'

interface ActionFormProps {
  readonly action: AskedAction
  /** Undefined as long as what is written cannot be sent. */
  readonly onOptions: (options: ActionOptions | undefined) => void
}

/** What an action must be told besides its tasks; most need nothing. */
export function ActionForm({ action, onOptions }: ActionFormProps) {
  const Form = forms[action.kind]
  return Form === undefined ? null : <Form action={action} onOptions={onOptions} />
}

const forms: Partial<Record<ActionKind, ComponentType<ActionFormProps>>> = {
  priority: PriorityForm,
  extend: ExtendForm,
  cancel: DownstreamForm,
  run: PayloadForm,
}

function DownstreamForm({ action: { options }, onOptions }: ActionFormProps) {
  return (
    <label className={styles['check']}>
      <input
        type="checkbox"
        defaultChecked={options.downstream === true}
        onChange={(event) => onOptions({ downstream: event.target.checked })}
      />
      Everything that depends on it too
    </label>
  )
}

const priorities = [
  [3, 'High'],
  [2, 'Medium'],
  [1, 'Low'],
] as const

function PriorityForm({ action: { options }, onOptions }: ActionFormProps) {
  return (
    <fieldset className={styles['options']}>
      <legend>Priority</legend>
      {priorities.map(([priority, word]) => (
        <label key={priority}>
          <input
            type="radio"
            name="priority"
            defaultChecked={priority === (options.priority ?? 2)}
            onChange={() => onOptions({ priority })}
          />
          {word}
        </label>
      ))}
    </fieldset>
  )
}

const lengths = [
  [600_000, '10 minutes'],
  [3_600_000, '1 hour'],
  [86_400_000, '1 day'],
  [604_800_000, '1 week'],
] as const

function ExtendForm({ action: { options }, onOptions }: ActionFormProps) {
  return (
    <fieldset className={styles['options']}>
      <legend>By</legend>
      {lengths.map(([by, word]) => (
        <label key={by}>
          <input
            type="radio"
            name="by"
            defaultChecked={by === (options.by ?? 3_600_000)}
            onChange={() => onOptions({ by })}
          />
          {word}
        </label>
      ))}
    </fieldset>
  )
}

/** A payload is sent only once it was changed: what is shown may lack what was withheld. */
function PayloadForm({ action: { payload }, onOptions }: ActionFormProps) {
  const [mistake, setMistake] = useState('')
  if (payload === undefined) return <p>The payload is withheld from you; it is copied as it is.</p>
  const shown = JSON.stringify(payload, null, 2)
  const write = (text: string): void => {
    try {
      onOptions(text === shown ? {} : { payload: JSON.parse(text) as unknown })
      setMistake('')
    } catch (error) {
      setMistake(error instanceof Error ? error.message : String(error))
      onOptions(undefined)
    }
  }
  return (
    <div className={styles['form']}>
      <label htmlFor="payload">Payload, in extended JSON</label>
      <textarea
        id="payload"
        className={styles['code']}
        spellCheck={false}
        aria-invalid={mistake !== ''}
        aria-describedby="payload-mistake"
        defaultValue={shown}
        onChange={(event) => write(event.target.value)}
      />
      <p id="payload-mistake" className={styles['refusal']}>
        {mistake}
      </p>
    </div>
  )
}
