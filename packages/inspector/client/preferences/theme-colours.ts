import { useSyncExternalStore } from 'react'

import { preferences } from './preferences.ts'

/**
 * The colour that a token has now, as `rgb(…)`: for canvases, which know no custom properties.
 * Read it again when `useThemeName()` changes.
 */
export function tokenColour(token: `--${string}`): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  document.documentElement.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** `light`, `dark` or `forced`, as it looks now: by the choice of the reader, else by that of the system. */
export function useThemeName(): 'light' | 'dark' | 'forced' {
  return useSyncExternalStore(subscribe, themeName)
}

const dark = matchMedia('(prefers-color-scheme: dark)')
const forced = matchMedia('(forced-colors: active)')

function themeName(): 'light' | 'dark' | 'forced' {
  if (forced.matches) return 'forced'
  const { theme } = preferences.get()
  if (theme !== 'system') return theme
  return dark.matches ? 'dark' : 'light'
}

function subscribe(listener: () => void): () => void {
  const unsubscribe = preferences.subscribe(listener)
  dark.addEventListener('change', listener)
  forced.addEventListener('change', listener)
  return () => {
    unsubscribe()
    dark.removeEventListener('change', listener)
    forced.removeEventListener('change', listener)
  }
}
