import { useStoreApi } from '@xyflow/react'
import { useEffect, useState } from 'react'

/** A view that has stood still for so many milliseconds has come to rest. */
const restMilliseconds = 200

/** Whether the view is panned or zoomed right now, by whomever. */
export function useMoving(): boolean {
  const store = useStoreApi()
  const [isMoving, setMoving] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const unsubscribe = store.subscribe(({ transform }, before) => {
      if (transform === before.transform) return
      setMoving(true)
      clearTimeout(timer)
      timer = setTimeout(() => setMoving(false), restMilliseconds)
    })
    return () => {
      clearTimeout(timer)
      unsubscribe()
    }
  }, [store])
  return isMoving
}
