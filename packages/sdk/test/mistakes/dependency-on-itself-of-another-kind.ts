import { Tree, source } from './support/gallery.ts'

Tree({ leaf: false }, { dependsOn: { parts: [source] } })
