import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'

import { ActionProgress } from '../actions/action-progress.tsx'
import { askedAction } from '../actions/action-request.ts'
import { PanelBoundary } from '../components/error-panel.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { ToastRegion } from '../components/toast-region.tsx'
import { KeySheet } from '../keyboard/key-sheet.tsx'
import { everywhere, useShortcuts } from '../keyboard/shortcuts.ts'
import { useTopic } from '../session.ts'
import { useStore } from '../store.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { withoutPart } from './missing-part.tsx'
import { Rail } from './rail.tsx'
import { TopBar } from './top-bar.tsx'
import { useIsAway } from './use-config.ts'

import styles from './shell.module.css'

const CommandPalette = lazy(() =>
  import('./command-palette.tsx').then((part) => ({ default: part.CommandPalette }), withoutPart),
)

const ActionDialog = lazy(() =>
  import('../actions/action-dialog.tsx').then((part) => ({ default: part.ActionDialog }), withoutPart),
)

/** The frame around every page: rail, bar, banner, palette, sheet of keys and toasts. */
export function Shell() {
  const [isPaletteOpen, setPaletteOpen] = useState(false)
  const [areKeysOpen, setKeysOpen] = useState(false)
  const asked = useStore(askedAction)
  const isAway = useIsAway()
  const openPalette = (): void => setPaletteOpen(true)
  useTopic('stats')
  useShortcuts(everywhere, [
    { key: 'mod+k', label: 'Find anything', run: openPalette },
    { key: '/', label: 'Search', run: openPalette },
    { key: '?', label: 'Keys', run: () => setKeysOpen(true) },
  ])
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href="#main" onClick={skip}>
        Skip to the page
      </a>
      <Rail />
      <div className={styles['column']}>
        <TopBar onSearch={openPalette} onKeys={() => setKeysOpen(true)} />
        <ConnectionBanner />
        {/* The page scrolls in it, so that the keyboard must be able to. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <main id="main" tabIndex={0} className={styles['main']} data-stale={isAway}>
          <PanelBoundary what="This page">
            <Suspense fallback={<Skeleton label="The page is being fetched" />}>
              <Outlet />
            </Suspense>
          </PanelBoundary>
        </main>
      </div>
      <KeySheet isOpen={areKeysOpen} onClose={() => setKeysOpen(false)} />
      <Suspense fallback={null}>
        {isPaletteOpen && (
          <CommandPalette onClose={() => setPaletteOpen(false)} onKeys={() => setKeysOpen(true)} />
        )}
        {asked !== undefined && <ActionDialog action={asked} onClose={() => askedAction.set(undefined)} />}
      </Suspense>
      <ToastRegion>
        <ActionProgress />
      </ToastRegion>
    </div>
  )
}

/** A hash would be another address to the router, so the focus is moved by hand. */
function skip(event: { readonly preventDefault: () => void }): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}
