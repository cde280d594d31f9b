/**
 * The setup file of a vitest project that leaves some tests out of an everyday run on a slow server. Name it in
 * `setupFiles`, and provide `leftOutWhenSlow`. What is left out is skipped, and printed.
 *
 * @module
 */
import { beforeEach, inject } from 'vitest'

const isEveryday = process.env['TASKLOOM_FULL_SIZES'] !== '1'
const leftOut = isEveryday && inject('mongoSpeed') === 'slow' ? inject('leftOutWhenSlow') : []

beforeEach(({ task, skip }) => {
  const place = `${task.file.name} > ${task.name}`
  if (!leftOut.some((each) => place.includes(`/${each}`))) return
  process.stdout.write(`Left out on this slow server: ${place}; \`npm run test:full\` runs all.\n`)
  skip('left out on a slow server')
})
