import { Copy } from 'lucide-react'

import { Button } from '../button.tsx'
import { copyText } from '../copy-button.tsx'
import { DropDown } from '../drop-down.tsx'
import { showToast } from '../toasts.ts'

import styles from './json-view.module.css'

/** Something that a value, or what it belongs to, can be copied as. */
export interface Writing {
  /** Such as `curl`. */
  readonly name: string
  readonly write: () => string
}

const icon = <Copy size={14} aria-hidden />

/** The button under which everything stands that a value can be copied as. */
export function CopyMenu({ writings }: { readonly writings: readonly Writing[] }) {
  return (
    <DropDown label="Copy as" icon={icon}>
      {(close) =>
        writings.map(({ name, write }) => (
          <Button
            key={name}
            tone="quiet"
            className={styles['writing']}
            onClick={() => {
              close()
              void copyAs(name, write())
            }}
          >
            {name}
          </Button>
        ))
      }
    </DropDown>
  )
}

async function copyAs(name: string, text: string): Promise<void> {
  if (await copyText(text)) showToast({ title: `Copied as ${name}` })
}
