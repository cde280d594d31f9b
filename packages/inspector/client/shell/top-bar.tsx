import { Clock, Keyboard, Lock, Monitor, Moon, Search, Sun } from 'lucide-react'

import { Button } from '../components/button.tsx'
import { everywhere, useShortcuts } from '../keyboard/shortcuts.ts'
import { nextChoice, setPreference, usePreferences } from '../preferences/preferences.ts'
import { LiveIndicator } from './live-indicator.tsx'
import { useConfig } from './use-config.ts'

import styles from './top-bar.module.css'

interface TopBarProps {
  readonly onSearch: () => void
  readonly onKeys: () => void
}

const themes = {
  system: { Icon: Monitor, label: 'Theme: as the system' },
  light: { Icon: Sun, label: 'Theme: light' },
  dark: { Icon: Moon, label: 'Theme: dark' },
} as const

export function TopBar({ onSearch, onKeys }: TopBarProps) {
  const config = useConfig()
  return (
    <header className={styles['bar']}>
      <button type="button" className={styles['search']} onClick={onSearch}>
        <Search size={14} aria-hidden />
        <span className={styles['hint']}>Find a task, a DAG or a page</span>
        <kbd>{/mac/i.test(navigator.userAgent) ? '⌘' : 'Ctrl'} K</kbd>
      </button>
      <div className={styles['side']}>
        {config?.isReadOnly === true && (
          <span className={styles['lock']} title={config.readOnlyReason}>
            <Lock size={12} aria-hidden /> Read-only
          </span>
        )}
        <Place />
        {config !== undefined && <span className={styles['database']}>{config.database}</span>}
        <LiveIndicator />
        <Choices />
        <Button tone="quiet" aria-label="Keys" title="Keys (?)" className={styles['keys']} onClick={onKeys}>
          <Keyboard size={16} aria-hidden />
        </Button>
      </div>
    </header>
  )
}

/** Which system this is, and the way to the others. */
function Place() {
  const { environment = '', places = [], database } = useConfig() ?? {}
  const tone = /^(prod|production|live)$/i.test(environment) ? 'danger' : undefined
  const others = places.filter(({ name }) => name !== environment)
  if (others.length === 0)
    return environment === '' ? null : (
      <span className={styles['environment']} data-tone={tone} title={environment}>
        {environment}
      </span>
    )
  const names = others.length === places.length ? [environment, ...namesOf(places)] : namesOf(places)
  return (
    <select
      className={styles['environment']}
      data-tone={tone}
      aria-label="Database"
      title={environment}
      value={environment}
      onChange={({ target }) => goTo(places.find(({ name }) => name === target.value)?.href)}
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {name === '' ? database : name}
        </option>
      ))}
    </select>
  )
}

function namesOf(places: readonly { readonly name: string }[]): string[] {
  return places.map(({ name }) => name)
}

function goTo(href: string | undefined): void {
  if (href !== undefined) location.assign(new URL(href, document.baseURI))
}

function turnTheme(): void {
  setPreference('theme', nextChoice('theme'))
}

function turnClock(): void {
  setPreference('clock', nextChoice('clock'))
}

function Choices() {
  const { theme, clock } = usePreferences()
  const { Icon, label } = themes[theme]
  useShortcuts(everywhere, [
    { key: 'T', label: 'Next theme', run: turnTheme },
    { key: 'U', label: 'UTC or local time', run: turnClock },
  ])
  return (
    <>
      <Button
        tone="quiet"
        aria-label={clock === 'utc' ? 'Times: UTC' : 'Times: local'}
        title="UTC or local time (⇧U)"
        className={styles['clock']}
        onClick={turnClock}
      >
        <Clock size={14} aria-hidden />
        {clock === 'utc' ? 'UTC' : 'Local'}
      </Button>
      <Button tone="quiet" aria-label={label} title={`${label} (⇧T)`} onClick={turnTheme}>
        <Icon size={16} aria-hidden />
      </Button>
    </>
  )
}
