import { createStore } from '../store.ts'

export interface Toast {
  readonly id: number
  readonly title: string
  readonly detail?: string | undefined
  readonly tone: 'plain' | 'danger'
  /** A way on, such as a link to what was made. */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined
}

export const toasts = createStore<readonly Toast[]>([])

const shownMilliseconds = 6_000
let last = 0

/**
 * Says something that needs no answer. It goes by itself after six seconds, unless something went wrong. Returns what
 * dismisses it.
 */
export function showToast(toast: Omit<Toast, 'id' | 'tone'> & { readonly tone?: Toast['tone'] }): number {
  last += 1
  const id = last
  toasts.set([...toasts.get(), { ...toast, tone: toast.tone ?? 'plain', id }].slice(-4))
  if (toast.tone !== 'danger') setTimeout(() => dismissToast(id), shownMilliseconds)
  return id
}

export function dismissToast(id: number | undefined): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id))
}
