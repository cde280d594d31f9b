/**
 * Tools for tests of code that uses Taskloom: a database of its own for every test, sweeping and waiting
 * without sleeps, time that can be moved on, and write points at which a process can be stopped.
 *
 * ```ts
 * await using test = await createTestLoom({ uri })
 * await test.loom.push(Download({ url }))
 * await test.advance('25h')
 * await test.sweep()
 * await test.waitFor(node, 'EXPIRED')
 * ```
 *
 * @module
 */

export { createTestLoom, type TestLoom, type TestLoomOptions } from './test-loom.ts'
export { onWritePoint, writePoints, type WritePoint } from '../store/write-points.ts'
