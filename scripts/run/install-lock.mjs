import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

import { say } from './say.mjs'

const pollMilliseconds = 200

/**
 * Runs `work` while no other process holds the lock file. The lock of a process that is gone does not count.
 * @param {string} file
 * @param {() => Promise<void>} work
 */
export async function withInstallLock(file, work) {
  let told = false
  while (!take(file)) {
    if (!told) say('another process installs the workspace at this moment; waiting for it')
    told = true
    await delay(pollMilliseconds)
  }
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  try {
    await work()
  } finally {
    process.removeListener('exit', release)
    release()
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    if (!isAbandoned(file)) return false
    rmSync(file, { force: true })
    return take(file)
  }
}

/** @param {string} file */
function isAbandoned(file) {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'ENOENT')
  }
}
