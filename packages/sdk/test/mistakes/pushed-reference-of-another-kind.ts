import { Download, image, Resize } from './support/gallery.ts'

Download.handle(async ({ push }) => ({ path: Resize({ width: 1 }, { dependsOn: { source: await push(image) } }).id }))
