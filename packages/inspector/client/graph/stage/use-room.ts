import { useStore } from '@xyflow/react'
import { useEffect } from 'react'

import type { Camera } from './camera.ts'

/**
 * When the canvas gets another size (a panel opens, the window changes), what was fitted stays fitted, and a selected
 * task stays in sight. Otherwise nothing moves.
 */
export function useRoom(camera: Camera, selected: number | undefined): void {
  const size = useStore(({ width, height }) => `${width} ${height}`)
  useEffect(() => {
    if (size === '0 0') return
    if (selected !== undefined) camera.reveal(selected)
    else if (camera.isFitted()) camera.fit()
  }, [size, camera, selected])
}
