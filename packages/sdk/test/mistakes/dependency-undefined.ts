import { Resize, source } from './support/gallery.ts'

const maybe = Math.random() > 0.5 ? source : undefined
Resize({ width: 100 }, { dependsOn: { source: maybe } })
