import { z } from 'zod'
import { defineTask } from '../../src/define/define-task.ts'
import { Download } from './support/gallery.ts'

defineTask({ name: 'resize', schema: z.object({}), dependsOn: { source: Download } })
