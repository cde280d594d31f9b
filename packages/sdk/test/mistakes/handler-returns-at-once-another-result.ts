import { Resize } from './support/gallery.ts'

Resize.handle(() => ({ sze: 1 }))
