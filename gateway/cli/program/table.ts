// Rows for people: columns as wide as their widest cell, no frames, so that other tools can read
// them as well.
import { shown } from '../../../crypto/unseen.ts'

/**
 * Lines of a table: the heads first, then the rows; every cell but the last of a line is padded.
 */
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

/** One cell: what others wrote draws nothing over a terminal. */
export const plain = (text: unknown): string => (text === undefined || text === null ? '-' : shown(String(text)))

/** The same of a text of several lines. */
export const plainLines = (text: string): string => text.split('\n').map(shown).join('\n')
