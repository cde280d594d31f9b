import { Gallery } from './support/gallery.ts'

Gallery.handle(async ({ dependencies }) => console.log(dependencies.mirror.path))
