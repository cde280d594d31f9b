import { direct } from '../../src/define/dependency-groups.ts'
import { Download } from './support/gallery.ts'

direct(Download, { on: 'sucess' })
