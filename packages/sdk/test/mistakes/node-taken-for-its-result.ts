import { image } from './support/gallery.ts'

image.size.toFixed()
