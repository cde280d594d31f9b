import { Link } from '@tanstack/react-router'
import { PanelLeft } from 'lucide-react'

import { nextChoice, setPreference, usePreferences } from '../preferences/preferences.ts'
import { useStore } from '../store.ts'
import { productTitle } from './page-title.ts'
import { places } from './places.ts'

import styles from './rail.module.css'

/** The pages, at the left; on a phone at the bottom. */
export function Rail() {
  const { rail } = usePreferences()
  const isOpen = rail === 'open'
  const title = useStore(productTitle)
  return (
    <nav className={styles['rail']} data-open={isOpen} aria-label="Pages">
      <Link to="/" className={styles['brand']} aria-label={title}>
        <Mark />
        <span className={styles['label']}>{title}</span>
      </Link>
      <ul className={styles['places']}>
        {places.map(({ to, title, Icon }) => (
          <li key={to}>
            <Link
              to={to}
              className={styles['place']}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              title={isOpen ? undefined : title}
            >
              <Icon size={16} aria-hidden />
              <span className={styles['label']}>{title}</span>
            </Link>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className={styles['fold']}
        aria-expanded={isOpen}
        aria-label={isOpen ? 'Fold the rail' : 'Unfold the rail'}
        onClick={() => setPreference('rail', nextChoice('rail'))}
      >
        <PanelLeft size={16} aria-hidden />
      </button>
    </nav>
  )
}

/** Three threads through two: a loom. */
function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true" className={styles['mark']}>
      <path d="M5 2v16M10 2v16M15 2v16" />
      <path d="M2 6.5h4.5M8.5 6.5H18M2 13.5h9.5M13.5 13.5H18" />
    </svg>
  )
}
