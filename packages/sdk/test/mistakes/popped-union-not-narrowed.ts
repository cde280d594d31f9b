import { poppedEither } from './support/gallery.ts'

console.log(poppedEither.payload.width)
