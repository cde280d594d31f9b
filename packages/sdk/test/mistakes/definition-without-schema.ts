import { defineTask } from '../../src/define/define-task.ts'

defineTask({ name: 'resize' })
