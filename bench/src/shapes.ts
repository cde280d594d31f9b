import { randomNumbers } from './random-numbers.ts'

/** Makes the node of a place in a graph, given the nodes that it waits for. */
export type MakeNode<Node> = (index: number, before: Node[]) => Node

/** A shape of a graph, in any size. */
export type Shape = <Node>(count: number, make: MakeNode<Node>) => Node[]

/** Each waits for the one before. */
export const chain: Shape = (count, make) =>
  grow(count, make, (index, nodes) => (index === 0 ? [] : nodes.slice(index - 1, index)))

/** All others wait for the first. */
export const fanOut: Shape = (count, make) =>
  grow(count, make, (index, nodes) => (index === 0 ? [] : nodes.slice(0, 1)))

/** The last waits for all others. */
export const fanIn: Shape = (count, make) =>
  grow(count, make, (index, nodes) => (index < count - 1 ? [] : nodes.slice()))

/** A square in which each waits for the ones to the left and above, so that paths part and meet everywhere. */
export const grid: Shape = (count, make) => {
  const side = Math.floor(Math.sqrt(count))
  return grow(side * side, make, (index, nodes) => {
    const left = index % side === 0 ? [] : nodes.slice(index - 1, index)
    return index < side ? left : [...left, ...nodes.slice(index - side, index - side + 1)]
  })
}

/** Layers of a given width; each task waits for up to three of the layer above. */
export function layers(width: number, seed = 20_240_917): Shape {
  return (count, make) => {
    const random = randomNumbers(seed)
    return grow(count, make, (index, nodes) => {
      const above = Math.floor(index / width) * width - width
      if (above < 0) return []
      const places = [random(), random(), random()].map((at) => above + Math.floor(at * width))
      return [...new Set(places)].flatMap((place) => nodes.slice(place, place + 1))
    })
  }
}

function grow<Node>(
  count: number,
  make: MakeNode<Node>,
  before: (index: number, nodes: readonly Node[]) => Node[],
): Node[] {
  const nodes: Node[] = []
  for (let index = 0; index < count; index += 1) nodes.push(make(index, before(index, nodes)))
  return nodes
}
