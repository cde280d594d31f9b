import { anyOf } from '../../src/define/dependency-groups.ts'
import { Download } from './support/gallery.ts'

anyOf(Download, { onimpossible: 'skip' })
