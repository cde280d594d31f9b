import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/**
 * @typedef {object} Process
 * @property {number} pid
 * @property {number} parent
 * @property {boolean} isRunning false for one that has ended and whose parent has not noticed
 */

/**
 * The ids of the processes that a process has started, and of those that these have started, and so on.
 * @param {number} pid
 * @returns {number[]}
 */
export function descendants(pid) {
  const all = listProcesses()
  const found = [pid]
  for (const parent of found) {
    for (const process of all) if (process.parent === parent) found.push(process.pid)
  }
  return found.slice(1)
}

/**
 * Those of the processes that still run.
 * @param {number[]} pids
 */
export function stillRunning(pids) {
  const running = new Set(listProcesses().flatMap(({ pid, isRunning }) => (isRunning ? pid : [])))
  return pids.filter((pid) => running.has(pid))
}

/** @returns {Process[]} */
function listProcesses() {
  return process.platform === 'linux' ? fromProc() : fromPs()
}

/** Small Linux images have no `ps`. */
function fromProc() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = readIfThere(`/proc/${name}/stat`)
      // The second field is the program's name in brackets, which may hold spaces and brackets itself.
      const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return stat === '' ? [] : [describe(name, parent, state)]
    })
}

function fromPs() {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,state='], { encoding: 'utf8' })
  return (stdout ?? '').split('\n').map((line) => {
    const [pid, parent, state = ''] = line.trim().split(/\s+/)
    return describe(pid, parent, state)
  })
}

/**
 * @param {string | undefined} pid
 * @param {string | undefined} parent
 * @param {string} state
 * @returns {Process}
 */
function describe(pid, parent, state) {
  return { pid: Number(pid), parent: Number(parent), isRunning: !/^[ZX]/.test(state) }
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
