import { z } from 'zod'
import { defineTask } from '../../src/define/define-task.ts'

defineTask({ name: 'resize', schema: z.object({}), dependsOn: { source: 'download' } })
