/** How many ids one filter names: long `$in` lists are slow to plan and hard to read in a log. */
const idsInAFilter = 200

/** Cuts a list into parts of at most `size`. */
export function inChunks<Item>(items: readonly Item[], size: number = idsInAFilter): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
