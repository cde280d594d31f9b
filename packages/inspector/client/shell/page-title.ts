import { useEffect } from 'react'

import { createStore, useStore } from '../store.ts'

/** What this inspector is called (`--title`): the page is served with it, and the server says it again. */
export const productTitle = createStore(document.title)

/** Names the page in the tab of the browser: what matters first, then the place. */
export function usePageTitle(title: string): void {
  const product = useStore(productTitle)
  useEffect(() => {
    document.title = `${title} · ${product}`
  }, [title, product])
}
