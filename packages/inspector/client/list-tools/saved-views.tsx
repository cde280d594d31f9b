import { Bookmark, Pencil, Trash2 } from 'lucide-react'
import { useState, type SyntheticEvent } from 'react'

import { Button } from '../components/button.tsx'
import { DropDown } from '../components/drop-down.tsx'
import { useStore } from '../store.ts'
import {
  listViews,
  longestName,
  removeView,
  renameView,
  saveView,
  type ListName,
  type ListView,
} from './list-views.ts'

import styles from './list-tools.module.css'

/** A filter and a sort without a name: what is shown now. */
type Shown = Omit<ListView, 'name'>

interface SavedViewsProps {
  readonly list: ListName
  readonly shown: Shown
  readonly onApply: (view: Shown) => void
}

const icon = <Bookmark size={14} aria-hidden />

/** The views of a list that the reader has given a name. A view is an address, so that a link shares it. */
export function SavedViews(props: SavedViewsProps) {
  return (
    <DropDown label="Views" icon={icon} shortcut={{ key: 'v', label: 'Saved views' }}>
      {(close) => <Views {...props} onClose={close} />}
    </DropDown>
  )
}

function Views({ list, shown, onApply, onClose }: SavedViewsProps & { readonly onClose: () => void }) {
  const views = useStore(listViews)[list]
  const [renamed, setRenamed] = useState<string>()
  return (
    <>
      {views.length === 0 && (
        <p className={styles['note']}>None yet. A view is a filter and an order under a name.</p>
      )}
      {views.map((view) =>
        view.name === renamed ? (
          <NameForm
            key={view.name}
            label={`New name of ${view.name}`}
            button="Rename"
            name={view.name}
            onName={(name) => {
              renameView(list, view.name, name)
              setRenamed(undefined)
            }}
          />
        ) : (
          <ViewLine
            key={view.name}
            view={view}
            isShown={view.q === shown.q && view.sort === shown.sort}
            onApply={() => {
              onApply(view)
              onClose()
            }}
            onRename={() => setRenamed(view.name)}
            onRemove={() => removeView(list, view.name)}
          />
        ),
      )}
      <hr className={styles['rule']} />
      <NameForm
        label="Name of the view that is shown"
        button="Save"
        name=""
        onName={(name) => saveView(list, { name, ...shown })}
      />
    </>
  )
}

interface ViewLineProps {
  readonly view: ListView
  readonly isShown: boolean
  readonly onApply: () => void
  readonly onRename: () => void
  readonly onRemove: () => void
}

function ViewLine({ view: { name, q, sort }, isShown, onApply, onRename, onRemove }: ViewLineProps) {
  return (
    <div className={styles['line']}>
      <button
        type="button"
        className={styles['item']}
        aria-current={isShown}
        title={[q === '' ? 'everything' : q, sort].filter((part) => part !== '').join(', by ')}
        onClick={onApply}
      >
        <span className={styles['name']}>{name}</span>
      </button>
      <button type="button" className={styles['small']} aria-label={`Rename ${name}`} onClick={onRename}>
        <Pencil size={14} aria-hidden />
      </button>
      <button type="button" className={styles['small']} aria-label={`Delete ${name}`} onClick={onRemove}>
        <Trash2 size={14} aria-hidden />
      </button>
    </div>
  )
}

interface NameFormProps {
  readonly label: string
  readonly button: string
  readonly name: string
  readonly onName: (name: string) => void
}

function NameForm({ label, button, name, onName }: NameFormProps) {
  const [text, setText] = useState(name)
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (text.trim() === '') return
    onName(text.trim())
    setText('')
  }
  return (
    <form className={styles['form']} onSubmit={onSubmit}>
      <input
        aria-label={label}
        placeholder="Name"
        className={styles['field']}
        maxLength={longestName}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" disabled={text.trim() === ''}>
        {button}
      </Button>
    </form>
  )
}
