import type { EventFeed } from '@taskloom/sdk'
import { Collection, Db, type ChangeStream, type Document } from 'mongodb'
import { afterEach, expect, test, vi } from 'vitest'

import { runningWorker } from '../support/client-loom.ts'
import { deferred } from '../support/deferred.ts'
import { Job } from '../support/jobs.ts'
import { testLoom, topology } from '../support/test-loom.ts'

afterEach(() => vi.restoreAllMocks())

type Stream = ChangeStream<Document, Document>

/** Calls `onOpened` with every change stream that is opened on a database, or on a collection. */
function watching(prototype: Db | Collection, onOpened: (stream: Stream) => void): void {
  const watch: Db['watch'] = prototype.watch
  vi.spyOn(prototype as Db, 'watch').mockImplementation(function (this: Db, ...given) {
    const stream = watch.apply(this, given)
    onOpened(stream)
    return stream
  })
}

test.runIf(topology === 'replica-set')(
  'events: a feed is not open before its stream is, also when somebody who waits for work has opened that',
  async () => {
    await using context = await testLoom()
    const { loom } = context
    const [isClosed, mayOpen] = [deferred(), deferred()]
    const workers: AsyncDisposable[] = []
    watching(Collection.prototype, (narrow) => {
      const close = narrow.close.bind(narrow)
      vi.spyOn(narrow, 'close').mockImplementation(async () => {
        if (workers.length === 1) workers.push(runningWorker(loom))
        await close()
        isClosed.resolve()
      })
    })
    watching(Db.prototype, (wide) => {
      const tryNext = wide.tryNext.bind(wide)
      vi.spyOn(wide, 'tryNext').mockImplementation(() => mayOpen.promise.then(tryNext))
    })
    workers.push(runningWorker(loom))
    let open: EventFeed | undefined
    const opening = loom.events().then((feed) => (open = feed))
    await isClosed.promise
    for (let turn = 0; turn < 5; turn += 1) await loom.count(Job)
    expect(open).toBeUndefined()

    mayOpen.resolve()
    await using feed = await opening
    const job = Job({ number: 1 })
    await loom.push(job)
    expect(await feed.next()).toMatchObject({ value: { kind: 'pushed', id: job.id } })
    for (const worker of workers) await worker[Symbol.asyncDispose]()
  },
)
