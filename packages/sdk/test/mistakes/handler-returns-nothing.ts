import { Resize } from './support/gallery.ts'

Resize.handle(async () => {})
