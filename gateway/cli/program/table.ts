// Rows for people: columns as wide as their widest cell, no frames, so that other tools can read them as well.

/** Lines of a table: the heads first, then the rows; every cell but the last of a line is padded. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [heads, ...rows]
  const widths = heads.map((_, column) => Math.max(...all.map((row) => plain(row[column]).length)))
  return all.map((row) =>
    heads
      .map((_, column) => plain(row[column]).padEnd(column === heads.length - 1 ? 0 : (widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

/** What others wrote is shown without the control characters that could draw over a terminal. */
export const plain = (text: unknown): string =>
  (text === undefined || text === null ? '-' : String(text)).replaceAll(/\p{Cc}/gu, '?')
