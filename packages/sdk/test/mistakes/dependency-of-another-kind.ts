import { Resize, image } from './support/gallery.ts'

Resize({ width: 100 }, { dependsOn: { source: image } })
