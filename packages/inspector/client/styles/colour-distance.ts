/** Red, green and blue from 0 to 1, gamma-encoded as CSS writes them. */
export type Rgb = readonly [number, number, number]
type Lab = readonly [number, number, number]

export function parseHex(hex: string): Rgb {
  const [red, green, blue] = [1, 3, 5].map((place) => Number.parseInt(hex.slice(place, place + 2), 16) / 255)
  return [red ?? 0, green ?? 0, blue ?? 0]
}

/** The contrast of WCAG 2, from 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

/** What somebody without green cones sees (Machado and others, 2009). */
export function asDeuteranope(colour: Rgb): Rgb {
  const [red, green, blue] = mapRgb(colour, toLinear)
  return mapRgb(
    [
      0.367322 * red + 0.860646 * green - 0.227968 * blue,
      0.280085 * red + 0.672501 * green + 0.047413 * blue,
      -0.01182 * red + 0.04294 * green + 0.968881 * blue,
    ],
    (linear) => fromLinear(Math.min(1, Math.max(0, linear))),
  )
}

/** How different two colours look: CIEDE2000. About 1 is just visible; 10 is seen at a glance. */
export function distance(one: Rgb, other: Rgb): number {
  return deltaE(toLab(one), toLab(other))
}

function mapRgb([red, green, blue]: Rgb, change: (channel: number) => number): Rgb {
  return [change(red), change(green), change(blue)]
}

function toLinear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}

function fromLinear(channel: number): number {
  return channel <= 0.0031308 ? 12.92 * channel : 1.055 * channel ** (1 / 2.4) - 0.055
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = mapRgb(colour, toLinear)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function toLab(colour: Rgb): Lab {
  const [red, green, blue] = mapRgb(colour, toLinear)
  const x = toLabAxis((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
  const y = toLabAxis(0.2126729 * red + 0.7151522 * green + 0.072175 * blue)
  const z = toLabAxis((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

function toLabAxis(value: number): number {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116
}

const degrees = Math.PI / 180

/** Sharma, Wu and Dalal, 2005; the names are those of the paper. */
function deltaE([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const c7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7
  const g = 0.5 * (1 - Math.sqrt(c7 / (c7 + 25 ** 7)))
  const [a1p, a2p] = [(1 + g) * a1, (1 + g) * a2]
  const [c1, c2] = [Math.hypot(a1p, b1), Math.hypot(a2p, b2)]
  const [h1, h2] = [hue(a1p, b1), hue(a2p, b2)]
  const [deltaHue, meanHue] = hues(h1, h2, c1 * c2)
  const deltaH = 2 * Math.sqrt(c1 * c2) * Math.sin((deltaHue / 2) * degrees)
  const meanL = (l1 + l2) / 2
  const meanC = (c1 + c2) / 2
  const t =
    1 -
    0.17 * Math.cos((meanHue - 30) * degrees) +
    0.24 * Math.cos(2 * meanHue * degrees) +
    0.32 * Math.cos((3 * meanHue + 6) * degrees) -
    0.2 * Math.cos((4 * meanHue - 63) * degrees)
  const sl = 1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2)
  const sc = 1 + 0.045 * meanC
  const sh = 1 + 0.015 * meanC * t
  const rc = 2 * Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7))
  const rt = -rc * Math.sin(60 * degrees * Math.exp(-(((meanHue - 275) / 25) ** 2)))
  const [l, c, h] = [(l2 - l1) / sl, (c2 - c1) / sc, deltaH / sh]
  return Math.sqrt(l ** 2 + c ** 2 + h ** 2 + rt * c * h)
}

function hue(a: number, b: number): number {
  const angle = Math.atan2(b, a) / degrees
  return angle < 0 ? angle + 360 : angle
}

/** The difference and the mean of two hues, the short way round; a grey has no hue to differ by. */
function hues(h1: number, h2: number, chroma: number): readonly [number, number] {
  if (chroma === 0) return [0, h1 + h2]
  const difference = h2 - h1
  if (Math.abs(difference) <= 180) return [difference, (h1 + h2) / 2]
  const sum = h1 + h2
  return [difference > 0 ? difference - 360 : difference + 360, (sum < 360 ? sum + 360 : sum - 360) / 2]
}
