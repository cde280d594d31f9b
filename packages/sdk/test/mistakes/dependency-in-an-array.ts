import { Resize, source } from './support/gallery.ts'

Resize({ width: 100 }, { dependsOn: { source: [source] } })
