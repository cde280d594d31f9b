import { popped } from './support/gallery.ts'

await popped.finish({ pth: 'a.png' })
