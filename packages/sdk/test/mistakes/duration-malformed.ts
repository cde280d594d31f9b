import { Download } from './support/gallery.ts'

Download({ url: 'https://example.com' }, { expiresIn: '5 minutes' })
