import { Download, source } from './support/gallery.ts'

Download({ url: 'https://example.com' }, { dependsOn: { source } })
