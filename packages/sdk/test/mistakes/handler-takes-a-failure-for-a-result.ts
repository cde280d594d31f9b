import { Watch } from './support/gallery.ts'

Watch.handle(async ({ dependencies }) => console.log(dependencies.broken.path))
