import { direct, optional } from '../../src/define/dependency-groups.ts'
import { Download } from './support/gallery.ts'

optional(optional(direct(Download)))
