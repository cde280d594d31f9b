import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { viewStateOrder } from '../../shared/view-states.ts'
import { asDeuteranope, contrast, distance, parseHex, type Rgb } from './colour-distance.ts'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')

const themes = ['light', 'dark'] as const
type Theme = (typeof themes)[number]

function token(name: string, theme: Theme): Rgb {
  const [, light, dark] =
    new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`, 'u').exec(css) ?? []
  const hex = theme === 'light' ? light : dark
  if (hex === undefined) throw new Error(`tokens.css has no colour --${name} for both themes.`)
  return parseHex(hex)
}

const surfaces = ['surface', 'surface-raised', 'surface-sunken', 'surface-hover', 'surface-selected']

describe.each(themes)('in the %s theme', (theme) => {
  test.each(['ink', 'ink-muted', 'accent', 'danger', 'warning', 'success'])(
    'text in %s can be read',
    (name) => {
      const worst = Math.min(
        ...surfaces.map((surface) => contrast(token(name, theme), token(surface, theme))),
      )
      expect(worst).toBeGreaterThanOrEqual(4.5)
    },
  )

  test.each([
    ['accent-ink', 'accent'],
    ['danger-ink', 'danger'],
    ['warning', 'warning-tint'],
    ['ink', 'danger-tint'],
  ])('%s can be read on %s', (text, ground) => {
    expect(contrast(token(text, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5)
  })

  test.each(viewStateOrder)('%s is seen on every surface', (state) => {
    const worst = Math.min(
      ...surfaces.map((surface) => contrast(token(`state-${state}`, theme), token(surface, theme))),
    )
    expect(worst).toBeGreaterThanOrEqual(3)
  })

  test.each(['line-strong', 'focus'])('%s is seen on every surface', (name) => {
    const worst = Math.min(...surfaces.map((surface) => contrast(token(name, theme), token(surface, theme))))
    expect(worst).toBeGreaterThanOrEqual(3)
  })

  test.each([
    ['by everybody', (colour: Rgb) => colour],
    ['by somebody without green cones', asDeuteranope],
  ])('any two states are told apart at a glance %s', (_, seen) => {
    const colours = viewStateOrder.map((state) => ({ state, colour: seen(token(`state-${state}`, theme)) }))
    const close = colours.flatMap((one, place) =>
      colours
        .slice(place + 1)
        .filter((other) => distance(one.colour, other.colour) < 10)
        .map((other) => `${one.state} and ${other.state}`),
    )
    expect(close).toEqual([])
  })
})

test('the distance is that of the paper', () => {
  expect(distance(parseHex('#ff0000'), parseHex('#00ff00'))).toBeCloseTo(86.6, 0)
  expect(distance(parseHex('#777777'), parseHex('#777777'))).toBe(0)
  expect(contrast(parseHex('#000000'), parseHex('#ffffff'))).toBeCloseTo(21, 5)
})
