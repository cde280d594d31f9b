import { poppedEither } from './support/gallery.ts'

await poppedEither.finish({ path: 'a.png' })
