/**
 * The setup file of a vitest project that leaves some tests out of an everyday run, more of them on a slow server. Name it
 * in `setupFiles`, and provide `leftOut`. What is left out is skipped, and printed.
 *
 * @module
 */
import { beforeEach, inject } from 'vitest'

const isEveryday = process.env['TASKLOOM_FULL_SIZES'] !== '1'
const { everyday = [], slow = [] } = isEveryday ? inject('leftOut') : {}
const leftOut = inject('mongoSpeed') === 'slow' ? [...everyday, ...slow] : everyday

beforeEach(({ task, skip }) => {
  const place = `${task.file.name} > ${task.name}`
  if (!leftOut.some((each) => place.includes(`/${each}`))) return
  process.stdout.write(`Left out of an everyday run: ${place}; \`npm run test:full\` runs all.\n`)
  skip('left out of an everyday run')
})
