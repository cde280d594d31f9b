import { Resize } from './support/gallery.ts'

Resize.handle(async ({ dependencies }) => ({ size: dependencies.sorce.path.length }))
