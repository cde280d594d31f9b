import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { withInstallLock } from './install-lock.mjs'
import { pinnedPnpm } from './pinned-pnpm.mjs'
import { runProgram } from './run-to-end.mjs'
import { say } from './say.mjs'

/**
 * Installs the workspace's packages unless that was done for this very lockfile and these manifests.
 * @param {string} root
 */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  await withInstallLock(join(root, 'node_modules', '.taskloom-installing'), async () => {
    // Another process may have installed while this one waited.
    if (!isInstalled(root)) await install(root)
  })
}

/** @param {string} root */
async function install(root) {
  const pnpm = pinnedPnpm(root)
  const through = pnpm.command === 'pnpm' ? '' : ', run through npm'
  say(`installing the workspace's packages, as pnpm-lock.yaml has them (pnpm ${pnpm.version}${through})`)
  const args = [...pnpm.args, 'install', '--frozen-lockfile', '--config.confirmModulesPurge=false']
  const code = await runProgram({ command: pnpm.command, args, folder: root, environment: process.env })
  if (code !== 0) {
    say(`the installation failed (see above); nothing was run. Repair the cause and repeat the command.`)
    process.exit(code)
  }
  writeFileSync(stampFile(root), fingerprint(root))
}

/** @param {string} root */
function isInstalled(root) {
  return readIfThere(stampFile(root)) === fingerprint(root)
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'node_modules', '.taskloom-installed')
}

/**
 * Changes with everything that decides what is installed.
 * @param {string} root
 */
function fingerprint(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', ...manifests(root)]) {
    hash.update(`${file}\n${readIfThere(join(root, file))}\n`)
  }
  return hash.digest('hex')
}

/**
 * The manifests of the packages that pnpm-workspace.yaml lists, as plain folders or as `folder/*`.
 * @param {string} root
 */
function manifests(root) {
  const list =
    /^packages:\n((?:[ ]+- .+\n)+)/m.exec(readIfThere(join(root, 'pnpm-workspace.yaml')))?.[1] ?? ''
  const folders = list.split('\n').flatMap((line) => {
    const entry = line
      .replace(/^\s*-\s*/, '')
      .replaceAll(/['"]/g, '')
      .trim()
    return entry.endsWith('/*') ? foldersIn(root, entry.slice(0, -2)) : [entry]
  })
  return folders.map((folder) => join(folder, 'package.json'))
}

/**
 * @param {string} root
 * @param {string} parent
 */
function foldersIn(root, parent) {
  const entries = readdirSync(join(root, parent), { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(parent, entry.name))
    .toSorted()
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
