import { Resize } from './support/gallery.ts'

Resize.handle(async ({ dependencies }) => ({ size: dependencies.source.pth.length }))
