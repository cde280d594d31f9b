import { wrongPart } from './check-snapshot.ts'
import { isRecord } from './checks.ts'
import type { Snapshot } from './snapshot.ts'

const format: Snapshot['format'] = 'taskloom-snapshot'
const version: Snapshot['version'] = 1
const mostBytes = 50_000_000

/** The way to a file that can be shown. */
export const wayOut = '“Snapshot (JSON)” in the export menu of a graph saves one.'

/** Reads a file that somebody chose. Of one that cannot be shown it gives the reason, with the way out. */
export async function readSnapshot(file: File): Promise<Snapshot | string> {
  if (file.size > mostBytes) return `It is larger than 50 MB. ${wayOut}`
  try {
    return snapshotOf(JSON.parse(await file.text()))
  } catch (error) {
    return `It cannot be read as JSON (${(error as Error).message}). ${wayOut}`
  }
}

function snapshotOf(content: unknown): Snapshot | string {
  if (!isRecord(content) || content['format'] !== format)
    return `It is no snapshot: its “format” is not “${format}”. ${wayOut}`
  if (Number(content['version']) > version)
    return `It is of version ${String(content['version'])}: open it in a newer inspector.`
  const wrong = wrongPart(content)
  return wrong === undefined
    ? (content as unknown as Snapshot)
    : `Its “${wrong}” is broken: get it again. ${wayOut}`
}
