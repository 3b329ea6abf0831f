// A report of uses, out of our own books: each use as it is said to whoever gave the content, and
// of what is our own the digest of it.
import type { JsonObject } from '../../../../crypto/json.ts'
import { Problem } from '../../../model/problems/problems.ts'
import { type Place, placeOf } from '../../../model/terms/uses/place.ts'
import { type Head, isUse, noUses, saidOf, saidSha256 } from '../../../model/terms/uses/uses.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import type { MessageRow } from '../../../ports/rows.ts'
import { mostUses, type UseTold } from '../../../profiles/use/uses/use-report.ts'
import { everyRecord } from '../../evidence/every-record.ts'
import { recordOf } from '../../evidence/leaves.ts'

interface Reporting {
  readonly case: string
  readonly messages: readonly MessageRow[]
  /**
   * How far our chain was when the case was read: the report goes no further than its statement.
   */
  readonly uses: Head | undefined
}

/**
 * The form with what our books say from its first use on, as many as one report takes; none where
 * there is nothing from there on.
 * @throws {Problem} `body-invalid` where a national system tells of uses itself.
 */
export async function usesTold(
  { store }: { readonly store: ReadingStore },
  { case: of, messages, uses: { count, head } = noUses }: Reporting,
  form: JsonObject,
): Promise<JsonObject> {
  const given = ['previous', 'last', 'uses'].find((name) => form[name] !== undefined)
  if (given !== undefined)
    throw new Problem('body-invalid', 'the gateway tells of uses by itself; name the first one only', {
      field: `/body/${given}`,
    })
  const from = Math.min(Number(form.from ?? 1), count + 1)
  const theirs = new Set([of, ...messages.flatMap(({ id, direction }) => (direction === 'in' ? [id] : []))])
  for (const { id, direction } of await store.itemsOf(of)) if (direction === 'in') theirs.add(id)
  const told: UseTold[] = []
  let previous = head
  const ended = endsOf(store)
  const before = ended.get(of)
  let seq: number | undefined
  for await (const row of everyRecord(store, of, before && before.number < from ? before.seq : 0)) {
    const number = isUse(row) ? (row.data.place as Place | undefined)?.number : undefined
    // What was told on an earlier page is not looked at any further.
    if (number === undefined || number < from) continue
    if (number > count || told.length === mostUses) break
    const record = recordOf(row)
    if (number === from) previous = placeOf(record)?.previous ?? previous
    const said = saidOf(record)
    const isTheirs = theirs.has(row.subject)
    told.push({ content: row.subject, ...(isTheirs ? { said } : { sha256: saidSha256(said) }) } as UseTold)
    seq = row.seq
  }
  if (seq !== undefined) keepEnd(ended, of, { number: from + told.length - 1, seq })
  return { ...form, from, previous, last: from + told.length > count, uses: told as unknown as JsonObject[] }
}

interface End {
  readonly number: number
  readonly seq: number
}
type Ends = Map<string, End>

/**
 * Where in the log the last page of a case ended, so that the next one goes on there: records stay
 * where they are.
 */
const ends = new WeakMap<object, Ends>()
const mostEnds = 1_000

function endsOf(store: ReadingStore): Ends {
  const known = ends.get(store) ?? new Map<string, End>()
  ends.set(store, known)
  return known
}

function keepEnd(ended: Ends, of: string, end: End): void {
  ended.delete(of)
  ended.set(of, end)
  const [oldest] = ended.size > mostEnds ? ended.keys() : []
  if (oldest !== undefined) ended.delete(oldest)
}
