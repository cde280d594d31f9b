import { poppedEither } from './support/gallery.ts'

console.log(poppedEither.name === 'resise')
