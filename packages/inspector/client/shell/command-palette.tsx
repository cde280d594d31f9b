import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command, defaultFilter } from 'cmdk'
import { useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'

import { printText } from '../../shared/filter/print-text.ts'
import type { SearchHit } from '../api/wire.ts'
import { Dialog } from '../components/dialog.tsx'
import { listShortcuts, spellKey } from '../keyboard/listed-shortcuts.ts'
import { everywhere, shortcutGroups } from '../keyboard/shortcuts.ts'
import { nextChoice, setPreference } from '../preferences/preferences.ts'
import { useSession } from '../session.ts'
import { useStore } from '../store.ts'
import { places } from './places.ts'

import styles from './command-palette.module.css'

interface CommandPaletteProps {
  readonly onClose: () => void
  readonly onKeys: () => void
}

const kinds: Readonly<Record<SearchHit['kind'], string>> = {
  task: 'Task',
  dag: 'DAG',
  type: 'Type',
  worker: 'Worker',
}

/** Finds tasks, DAGs, types and workers, and offers the pages, what the shown one can do, and the settings. */
export function CommandPalette({ onClose, onKeys }: CommandPaletteProps) {
  const [text, setText] = useState('')
  const q = text.trim()
  const { hits, isFetching } = useHits(q)
  return (
    <Dialog title="Find anything" isOpen isBare onClose={onClose}>
      <Command label="Find anything" loop filter={rank} className={styles['palette']}>
        <Command.Input
          ref={focusAtOnce}
          value={text}
          onValueChange={setText}
          placeholder="An id, a name, a page, a setting"
          className={styles['input']}
        />
        <Command.List className={styles['list']} label="Suggestions">
          <Command.Empty className={styles['empty']}>
            {isFetching ? 'Searching' : `Nothing is called “${text}”.`}
          </Command.Empty>
          <Hits hits={hits} onClose={onClose} />
          <Places onClose={onClose} />
          <OnThisPage onClose={onClose} />
          <Settings onClose={onClose} onKeys={onKeys} />
        </Command.List>
      </Command>
    </Dialog>
  )
}

/**
 * What the server finds for a text. Until it answers, those found before stay that fit the longer text too: Enter
 * never opens what was found for another text.
 */
function useHits(q: string) {
  const { queries } = useSession()
  const { data, isFetching, isPlaceholderData } = useQuery({
    ...queries.search(q),
    placeholderData: (known) => known,
  })
  const known = q === '' ? [] : (data ?? [])
  return { hits: isPlaceholderData ? known.filter((hit) => mentions(hit, q)) : known, isFetching }
}

function mentions({ id, title, detail }: SearchHit, q: string): boolean {
  return [id, title, detail].some((text = '') => text.toLowerCase().includes(q.toLowerCase()))
}

const found = 'found '

/** What the server found fits as it is, and stands first. */
function rank(value: string, search: string, keywords?: string[]): number {
  return value.startsWith(found) ? 1 : defaultFilter(value, search, keywords)
}

function Hits({ hits, onClose }: { readonly hits: readonly SearchHit[]; readonly onClose: () => void }) {
  const navigate = useNavigate()
  const go = (hit: SearchHit): void => {
    onClose()
    if (hit.kind === 'task') void navigate({ to: '/tasks/$id', params: { id: hit.id } })
    else if (hit.kind === 'dag') void navigate({ to: '/dags/$id/graph', params: { id: hit.id } })
    else if (hit.kind === 'type') void navigate({ to: '/tasks', search: { q: `type:${printText(hit.id)}` } })
    else void navigate({ to: '/workers' })
  }
  if (hits.length === 0) return null
  return (
    <Command.Group heading="Found" className={styles['group']}>
      {hits.map((hit) => (
        <Item key={`${hit.kind} ${hit.id}`} value={`${found}${hit.kind} ${hit.id}`} onSelect={() => go(hit)}>
          <span className={styles['kind']}>{kinds[hit.kind]}</span>
          <span>{hit.title}</span>
          <span className={styles['detail']}>{hit.detail}</span>
        </Item>
      ))}
    </Command.Group>
  )
}

function Places({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate()
  return (
    <Command.Group heading="Pages" className={styles['group']}>
      {places.map(({ to, title, Icon }) => (
        <Item
          key={to}
          value={title}
          onSelect={() => {
            onClose()
            void navigate({ to })
          }}
        >
          <Icon size={14} aria-hidden />
          {title}
        </Item>
      ))}
    </Command.Group>
  )
}

/** Everything that has a key on the page. */
function OnThisPage({ onClose }: { readonly onClose: () => void }) {
  const groups = listShortcuts(useStore(shortcutGroups)).filter(({ title }) => title !== everywhere)
  if (groups.length === 0) return null
  return (
    <Command.Group heading="On this page" className={styles['group']}>
      {groups.flatMap(({ title, shortcuts }) =>
        shortcuts.map(({ key, label, run }) => (
          <Item
            key={`${title} ${key}`}
            value={`${title} ${label}`}
            onSelect={() => {
              // The palette gives the focus back before the page takes it to where the key leads.
              flushSync(onClose)
              run(new KeyboardEvent('keydown', { key }))
            }}
          >
            {label}
            <kbd className={styles['detail']}>{spellKey(key).join(' ')}</kbd>
          </Item>
        )),
      )}
    </Command.Group>
  )
}

function Settings({ onClose, onKeys }: CommandPaletteProps) {
  const { live } = useSession()
  const navigate = useNavigate()
  const settings = [
    ['Next theme: light, dark, as the system', () => setPreference('theme', nextChoice('theme'))],
    ['Times in UTC or local', () => setPreference('clock', nextChoice('clock'))],
    ['Rows close together or apart', () => setPreference('density', nextChoice('density'))],
    ['Pause or go on', () => live.togglePause()],
    ['Open a snapshot …', () => void navigate({ to: '/snapshot' })],
    ['Keys', onKeys],
  ] as const
  return (
    <Command.Group heading="Settings" className={styles['group']}>
      {settings.map(([title, act]) => (
        <Item
          key={title}
          value={title}
          onSelect={() => {
            onClose()
            act()
          }}
        >
          {title}
        </Item>
      ))}
    </Command.Group>
  )
}

/** The palette is opened in order to type: `showModal()` focuses what has this attribute, which React withholds. */
function focusAtOnce(field: HTMLInputElement | null): void {
  field?.setAttribute('autofocus', '')
}

interface ItemProps {
  readonly value: string
  readonly children: ReactNode
  readonly onSelect: () => void
}

function Item({ value, children, onSelect }: ItemProps) {
  return (
    <Command.Item value={value} className={styles['item']} onSelect={onSelect}>
      {children}
    </Command.Item>
  )
}
