import { Download } from 'lucide-react'

import { routes } from '../../shared/routes.ts'
import type { ListOf } from '../api/keys.ts'
import { DropDown } from '../components/drop-down.tsx'
import { useSession } from '../session.ts'
import { useConfig } from '../shell/use-config.ts'

import styles from './list-tools.module.css'

const icon = <Download size={14} aria-hidden />

const files = [
  { title: 'NDJSON', format: 'ndjson', payloads: false },
  { title: 'CSV', format: 'csv', payloads: false },
  { title: 'NDJSON with payloads and results', format: 'ndjson', payloads: true },
  { title: 'CSV with payloads and results', format: 'csv', payloads: true },
] as const

/** Saves the list as a file, as it is filtered and sorted. The server writes it, the browser only keeps it. */
export function ExportList({ q, sort }: ListOf) {
  const { base } = useSession()
  const maySeePayloads = useConfig()?.permissions.includes('payload') === true
  return (
    <DropDown label="Export" icon={icon}>
      {(close) => (
        <>
          {files
            .filter(({ payloads }) => maySeePayloads || !payloads)
            .map(({ title, format, payloads }) => (
              <a
                key={title}
                className={styles['item']}
                download
                href={addressOf(base, { format, ...(payloads ? { payloads: 'true' } : {}), q, sort })}
                onClick={close}
              >
                {title}
              </a>
            ))}
          <p className={styles['note']}>Everything that fits the filter, in the order of the list.</p>
        </>
      )}
    </DropDown>
  )
}

function addressOf(base: string, query: Readonly<Record<string, string>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== '')
  return `${base}api${routes.tasksExport.path}?${new URLSearchParams(given).toString()}`
}
