import { client, loom, source } from './support/gallery.ts'

await loom.push(source, { session: client })
