import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * How to call the pnpm that package.json pins: the one on the PATH if it has that very version, else through npm,
 * which keeps it in its own cache.
 * @param {string} root
 * @returns {{ command: string, args: string[], version: string }}
 */
export function pinnedPnpm(root) {
  const version = pinnedVersion(root)
  if (versionOnPath() === version) return { command: 'pnpm', args: [], version }
  const npmExec = ['exec', '--yes', `--package=pnpm@${version}`, '--', 'pnpm']
  // `npm run` tells where its own program is; it need not be the npm on the PATH.
  const npmProgram = process.env['npm_execpath'] ?? ''
  if (!/npm-cli\.c?js$/.test(npmProgram)) return { command: 'npm', args: npmExec, version }
  return { command: process.execPath, args: [npmProgram, ...npmExec], version }
}

/** @param {string} root */
function pinnedVersion(root) {
  const manifest = readFileSync(join(root, 'package.json'), 'utf8')
  const version = /"packageManager": "pnpm@([^"+]+)/.exec(manifest)?.[1]
  if (version === undefined) throw new Error('package.json does not pin pnpm in its field packageManager.')
  return version
}

function versionOnPath() {
  // Asked outside the workspace, where pnpm would fetch and answer for the pinned version instead of its own.
  const answer = spawnSync('pnpm', ['--version'], { cwd: tmpdir(), encoding: 'utf8' })
  return answer.status === 0 ? answer.stdout.trim() : undefined
}
