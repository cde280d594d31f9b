import { Download } from './support/gallery.ts'

Download({ ulr: 'https://example.com' })
