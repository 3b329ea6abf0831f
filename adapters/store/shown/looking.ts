// A list of which more is asked than an index holds: its rows are looked through in their order,
// and no further than so many at once. The page says where to go on, however few it found.
import type { Page } from '../../../gateway/ports/rows.ts'
import { cursorAt, type Place } from '../dialect/cursor.ts'

/** Some milliseconds of whoever reads. */
const mostLookedAt = 1_000

/** In their order: those after a row, or where the page begins. */
type List<Row> = (limit: number, after: Row | undefined) => Promise<readonly Row[]>

interface Looking<Row> {
  /** Of all of them together a page is made. */
  readonly lists: readonly List<Row>[]
  isBefore(a: Row, b: Row): boolean
  place(row: Row): Place
  /** Whether a row is wanted; where nothing is said all of them are. */
  readonly fits?: ((row: Row) => boolean) | undefined
  readonly limit: number
}

export async function lookThrough<Row>(looking: Looking<Row>): Promise<Page<Row>> {
  const { isBefore, place, fits = () => true, limit } = looking
  const lists = looking.lists.map((list) => ({ list, rows: [] as Row[], ended: false }))
  for (let more = limit + 1, looked = 0; ; more *= 4) {
    for (const each of lists) {
      if (each.ended) continue
      const rows = await each.list(more, each.rows.at(-1))
      each.rows.push(...rows)
      each.ended = rows.length < more
      looked += rows.length
    }
    // Behind the first of the lists that go on something may be missing.
    const end = lists.flatMap(({ rows, ended }) => (ended ? [] : rows.slice(-1))).sort(inOrder)[0]
    const rows = lists.flatMap((each) => each.rows.filter(fits)).sort(inOrder)
    const found = end === undefined ? rows : rows.filter((row) => !isBefore(end, row))
    const last = found[limit - 1]
    if (last !== undefined && (found.length > limit || end !== undefined))
      return { rows: found.slice(0, limit), next: cursorAt(place(last)) }
    if (end === undefined) return { rows: found, next: null }
    if (looked >= mostLookedAt) return { rows: found, next: cursorAt(place(end)) }
  }

  function inOrder(a: Row, b: Row): number {
    return isBefore(a, b) ? -1 : 1
  }
}
