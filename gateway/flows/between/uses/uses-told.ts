// A report of uses, out of our own books: each use as it is said to whoever gave the content, and
// of what is our own the digest of it.
import type { JsonObject } from '../../../../crypto/json.ts'
import type { CaseState } from '../../../case/case.ts'
import { Problem } from '../../../model/problems/problems.ts'
import { placeOf } from '../../../model/terms/uses/place.ts'
import { type Head, noUses, saidOf, saidSha256 } from '../../../model/terms/uses/uses.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import type { MessageRow } from '../../../ports/rows.ts'
import { type HoldingTold, mostHeld, mostUses, type UseTold } from '../../../profiles/use/uses/use-report.ts'
import { copiesOf } from '../../cases/uses.ts'
import { recordOf } from '../../evidence/leaves.ts'

interface Reporting {
  readonly case: string
  /** What was given in it, by either side. */
  readonly given: CaseState['given']
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
  { case: of, given: here, messages, uses: { count, head } = noUses }: Reporting,
  form: JsonObject,
): Promise<JsonObject> {
  const given = ['previous', 'last', 'uses', 'held'].find((name) => form[name] !== undefined)
  if (given !== undefined)
    throw new Problem('body-invalid', 'the gateway tells of uses by itself; name the first one only', {
      field: `/body/${given}`,
    })
  const from = Math.min(Number(form.from ?? 1), count + 1)
  const theirs = new Set([of, ...messages.flatMap(({ id, direction }) => (direction === 'in' ? [id] : []))])
  for (const { id, direction } of await store.itemsOf(of)) if (direction === 'in') theirs.add(id)
  const told: UseTold[] = []
  let previous = head
  for (const row of await store.usesAfter({ case: of, after: from - 1, limit: Math.min(mostUses, count - from + 1) })) {
    const record = recordOf(row)
    const place = placeOf(record)
    if (place?.number === from) previous = place.previous
    const said = saidOf(record)
    const isTheirs = theirs.has(row.subject)
    told.push({ content: row.subject, ...(isTheirs ? { said } : { sha256: saidSha256(said) }) } as UseTold)
  }
  const last = from + told.length > count
  const held = last ? { held: (await heldNow(store, of, here, theirs)) as unknown as JsonObject[] } : {}
  return { ...form, from, previous, last, uses: told as unknown as JsonObject[], ...held }
}

/** What the other member gave, and how it lies here; what is not disposed of comes first. */
async function heldNow(
  store: ReadingStore,
  of: string,
  given: CaseState['given'],
  theirs: ReadonlySet<string>,
): Promise<readonly HoldingTold[]> {
  const held = Object.entries(given).filter(([content]) => theirs.has(content))
  if (held.length === 0) return []
  const { copies } = await copiesOf(store, of)
  return held
    .map(([content, { disposed, heldUntil, outUntil }]) => ({
      ...{ content, disposed, copies: copies.get(content)?.length ?? 0 },
      ...(heldUntil !== undefined && { heldUntil }),
      ...(outUntil !== undefined && { outUntil }),
    }))
    .sort((one, other) => Number(one.disposed) - Number(other.disposed))
    .slice(0, mostHeld)
}
