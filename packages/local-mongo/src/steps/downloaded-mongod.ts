import { downloadMongod } from '../download/download-mongod.ts'
import { forgetRefusal, recallRefusal, rememberRefusal } from '../download/refusal-note.ts'
import type { Step, StepOutcome, StepRequest } from '../local-mongo.ts'
import { startMongod } from '../server/start-mongod.ts'

/** Step 3: the `mongod` that mongodb-memory-server downloads, once, into the cache folder. */
export const downloadedMongod: Step = {
  kind: 'downloaded-mongod',
  title: 'downloaded mongod',
  async attempt(request: StepRequest): Promise<StepOutcome> {
    const { environment, forced } = request
    const earlier = forced ? undefined : await recallRefusal(environment)
    if (earlier) return { refused: earlier, absent: true }
    const download = await downloadMongod(request)
    if ('refused' in download) {
      // A download that was cut off goes on where it stopped the next time: only a refusal is worth a note.
      if (!download.begun) await rememberRefusal(environment, download.refused)
      return { refused: download.refused }
    }
    await forgetRefusal(environment)
    const program = { kind: 'downloaded-mongod' as const, name: 'downloaded mongod', command: download.file }
    return { found: await startMongod(program, request) }
  },
}
