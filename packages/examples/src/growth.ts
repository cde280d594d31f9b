// Growth: a task finds out while it runs what there is to do. What depends on it waits for that as well.
import { connect, defineTask, direct } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Page = defineTask({ name: 'page', schema: z.object({ path: z.string() }), result: z.number() })
const Crawl = defineTask({
  name: 'crawl',
  schema: z.object({ site: z.string() }),
  result: z.object({ pages: z.array(z.string()) }),
  retry: { attempts: 2, delay: '10ms' },
})
const Report = defineTask({
  name: 'report',
  schema: z.object({ title: z.string() }),
  dependsOn: { crawl: direct(Crawl) },
})

const links = ['/', '/about', '/contact']

await using database = await exampleDatabase()
await using loom = await connect(database)

const crawl = Crawl({ site: 'example.com' })
const dag = await loom.push(Report({ title: 'June' }, { dependsOn: { crawl } }))

const working = loom
  .worker([
    Crawl.handle(async ({ attempt, extend }) => {
      // However often this runs, each page is stored once: its id derives from that of the crawl.
      const pages = await extend(links.map((path) => Page({ path })))
      if (attempt === 1) throw new Error('The connection was reset.')
      return { pages: pages.map(({ id }) => id) }
    }),
    Page.handle(({ payload }) => payload.path.length),
    Report.handle(async ({ payload, dependencies }) => {
      const pages = await Promise.all(dependencies.crawl.pages.map((id) => loom.get(id)))
      console.log(payload.title, pages.map((page) => page?.result).join(' + '))
    }),
  ])
  .run()

const { counts } = await dag.finished()
console.log(counts.FINISHED, 'tasks, and the crawl took', (await loom.get(crawl))?.attempt, 'attempts')
await loom.close()
await working

// Output:
// June 1 + 6 + 8
// 5 tasks, and the crawl took 2 attempts
