import { Download } from './support/gallery.ts'

Download({ url: 'https://example.com' }, { priority: 'HIGH' })
