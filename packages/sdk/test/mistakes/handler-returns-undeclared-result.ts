import { Gallery } from './support/gallery.ts'

Gallery.handle(async () => ({ pages: 1 }))
