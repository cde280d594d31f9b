import { createStore, useStore, type Store } from '../store.ts'

/** What a reader sets for this browser. Everything about a view is in its address instead. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark'
  readonly clock: 'local' | 'utc'
  readonly density: 'comfortable' | 'compact'
  readonly rail: 'open' | 'closed'
}

const storageKey = 'taskloom.preferences'

const choices: { readonly [Name in keyof Preferences]: readonly Preferences[Name][] } = {
  theme: ['system', 'light', 'dark'],
  clock: ['local', 'utc'],
  density: ['comfortable', 'compact'],
  rail: ['open', 'closed'],
}

export const preferences: Store<Preferences> = createStore(stored())

export function usePreferences(): Preferences {
  return useStore(preferences)
}

export function setPreference<Name extends keyof Preferences>(name: Name, value: Preferences[Name]): void {
  preferences.set({ ...preferences.get(), [name]: value })
}

/** The next of the choices of a preference, for a button that goes through them. */
export function nextChoice<Name extends keyof Preferences>(name: Name): Preferences[Name] {
  const all = choices[name]
  const next = all[(all.indexOf(preferences.get()[name]) + 1) % all.length]
  return next ?? preferences.get()[name]
}

/** Keeps preferences and writes the theme and the density where the style sheets look for them. */
export function applyPreferences(): void {
  preferences.subscribe(write)
  write()
}

function write(): void {
  const { theme, density } = preferences.get()
  document.documentElement.dataset['density'] = density
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  try {
    localStorage.setItem(storageKey, JSON.stringify(preferences.get()))
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

function stored(): Preferences {
  const known = read()
  const pick = <Name extends keyof Preferences>(name: Name): Preferences[Name] =>
    choices[name].find((choice) => choice === known[name]) ?? (choices[name][0] as Preferences[Name])
  return { theme: pick('theme'), clock: pick('clock'), density: pick('density'), rail: pick('rail') }
}

function read(): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
