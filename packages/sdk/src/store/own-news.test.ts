import { expect, test } from 'vitest'

import { OwnNews } from './own-news.ts'

function heard(): OwnNews {
  const news = new OwnNews()
  news.isHeard = true
  return news
}

test('own news: each write has one echo, and what others wrote is none', () => {
  const news = heard()
  news.expect(['one'])
  expect([news.isEcho('other'), news.isEcho('one'), news.isEcho('one')]).toEqual([false, true, false])
})

test('own news: of very many the latest are remembered', () => {
  const news = heard()
  news.expect(Array.from({ length: 10_010 }, (_, index) => String(index)))
  expect([news.isEcho('9'), news.isEcho('10'), news.isEcho('10009')]).toEqual([false, true, true])
})

test('own news: nothing is remembered that no stream would say', () => {
  const news = new OwnNews()
  news.expect(['one'])
  expect(news.isEcho('one')).toBe(false)
})
