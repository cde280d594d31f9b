import { someOf } from '../../src/define/dependency-groups.ts'
import { Download } from './support/gallery.ts'

someOf(Download, 2)
