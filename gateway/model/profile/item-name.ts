// The file name of an item: one rule for the door that takes it and for the partner that gets it.

/** In characters of Unicode, as JSON Schema counts them; units of UTF-16 may be twice as many. */
export const longestItemName = 255

export const isItemName = (name: unknown): name is string =>
  typeof name === 'string' && charactersIn(name) <= longestItemName

/** A name that is cut keeps its end, which says what kind of file it is. */
export function shortened(name: string, most = longestItemName): string {
  if (charactersIn(name) <= most) return name
  const characters = [...name]
  const end = Math.min(32, most >> 1)
  return [...characters.slice(0, most - end - 1), '\u2026', ...characters.slice(-end)].join('')
}

function charactersIn(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
