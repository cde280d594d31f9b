import { Resize, source } from './support/gallery.ts'

Resize({ widht: 100 }, { dependsOn: { source } })
