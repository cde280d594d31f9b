import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'

import { Button } from './button.tsx'

interface CopyButtonProps {
  readonly text: string
  readonly label: string
  /** Shows the icon alone; the label is still said. */
  readonly isIcon?: boolean
}

export function CopyButton({ text, label, isIcon = false }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setCopied(false), 1_500)
    return () => clearTimeout(timer)
  }, [isCopied])
  const Icon = isCopied ? Check : Copy
  return (
    <Button
      tone={isIcon ? 'quiet' : 'plain'}
      aria-label={isCopied ? 'Copied' : label}
      title={label}
      onClick={() => void copyText(text).then(setCopied)}
    >
      <Icon size={14} aria-hidden />
      {!isIcon && (isCopied ? 'Copied' : label)}
    </Button>
  )
}

/** Copies a text; over plain http, where browsers withhold the clipboard, by a selection. */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
  }
  const field = document.createElement('textarea')
  field.value = text
  document.body.append(field)
  field.select()
  const isDone = document.execCommand('copy')
  field.remove()
  return isDone
}
