import { useEffect } from 'react'

/** Names the page in the tab of the browser: what matters first, then the place. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Taskloom`
  }, [title])
}
