import { Download } from './support/gallery.ts'

Download({ url: 7 })
