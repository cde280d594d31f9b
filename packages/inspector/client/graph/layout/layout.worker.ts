import { layeredLayout } from './layered-layout.ts'
import type { LayoutInput } from './layout.ts'

/** Lays graphs out beside the page, so that it stays responsive. */
self.addEventListener('message', ({ data }: MessageEvent<LayoutInput>) => {
  const layout = layeredLayout(data)
  const { x, y, bends, bendOffsets, back } = layout
  self.postMessage(layout, {
    transfer: [x.buffer, y.buffer, bends.buffer, bendOffsets.buffer, back.buffer] as Transferable[],
  })
})
