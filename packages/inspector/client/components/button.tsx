import type { ComponentProps } from 'react'

import styles from './button.module.css'

interface ButtonProps extends ComponentProps<'button'> {
  readonly tone?: 'plain' | 'primary' | 'danger' | 'quiet'
}

export function Button({ tone = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type === 'submit' ? 'submit' : 'button'}
      className={[styles['button'], className].filter(Boolean).join(' ')}
      data-tone={tone}
      {...rest}
    />
  )
}
