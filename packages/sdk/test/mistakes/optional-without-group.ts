import { optional } from '../../src/define/dependency-groups.ts'
import { Download } from './support/gallery.ts'

optional(Download)
