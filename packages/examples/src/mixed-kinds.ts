// One task with several groups of different kinds. It runs when all of them are satisfied, and each is typed by itself.
import { allOf, anyOf, connect, defineTask, direct, optional, someOf } from '@taskloom/sdk'
import { z } from 'zod'

import { exampleDatabase } from './support/example-database.ts'

const Fetch = defineTask({
  name: 'fetch',
  schema: z.object({ part: z.string(), isThere: z.boolean().default(true) }),
  result: z.object({ part: z.string() }),
})
const Price = defineTask({ name: 'price', schema: z.object({ cents: z.number() }), result: z.number() })

const Print = defineTask({
  name: 'print',
  schema: z.object({ title: z.string() }),
  dependsOn: {
    cover: direct(Fetch),
    pages: allOf(Fetch),
    paper: anyOf(Fetch),
    offers: someOf(2, Price),
    preface: optional(direct(Fetch)),
  },
})

await using database = await exampleDatabase()
await using loom = await connect(database)

const have = (part: string) => Fetch({ part })
const lack = (part: string) => Fetch({ part, isThere: false })
const book = Print(
  { title: 'Looms' },
  {
    dependsOn: {
      cover: have('cover'),
      pages: [have('page 1'), have('page 2')],
      paper: [lack('vellum'), have('plain paper')],
      offers: [Price({ cents: 900 }), Price({ cents: -1 }), Price({ cents: 700 })],
      preface: lack('preface'),
    },
  },
)
const dag = await loom.push(book)

const working = loom
  .worker([
    Fetch.handle(({ payload: { part, isThere } }) => {
      if (!isThere) throw new Error(`there is no ${part}`)
      return { part }
    }),
    Price.handle(({ payload: { cents } }) => {
      if (cents < 0) throw new RangeError('not a price')
      return cents
    }),
    Print.handle(({ payload, dependencies: { cover, pages, paper, offers, preface } }) => {
      console.log(payload.title, '|', cover.part, '|', pages.map(({ part }) => part).join(', '))
      console.log(`${paper.part} | from ${Math.min(...offers)} cents | ${preface?.part ?? 'no preface'}`)
    }),
  ])
  .run()

await dag.finished()
console.log((await loom.get(book))?.state)
await loom.close()
await working

// Output:
// Looms | cover | page 1, page 2
// plain paper | from 700 cents | no preface
// FINISHED
