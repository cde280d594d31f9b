import { Resize } from './support/gallery.ts'

Resize({ width: 100 }, {})
