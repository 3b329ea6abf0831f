// What did not fit as it was read may have changed since then: it is looked at again before it is a
// fault.
import type { JsonObject } from '../../../../crypto/json.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import type { CaseRow, EvidenceRow, ItemRow, LockedBody, ToldMessage } from '../../../ports/rows.ts'
import { standingsIn } from '../marks.ts'

/** A case as it lies in the store. */
export interface Stored {
  readonly row: CaseRow
  readonly messages: readonly ToldMessage[]
  readonly items: readonly ItemRow[]
}

/** A message counts unless its refusal is the last that was recorded of it. */
export async function whyElse({ message }: ReadingStore, { messages }: Stored, evidence: readonly EvidenceRow[]) {
  const recorded = standingsIn(evidence)
  const isElse = ({ id, standing }: Pick<ToldMessage, 'id' | 'standing'>) => standing !== (recorded.get(id) ?? 'kept')
  for (const each of messages.filter(isElse)) {
    // It may have been refused, or sent again, since the messages were read.
    const now = await message(each.id)
    if (now && isElse(now)) return `message ${now.id} stands as ${now.standing}, which nothing recorded says`
  }
  return undefined
}

/**
 * A statement that is recorded and lies here no more: with an amendment its terms would be gone.
 */
export async function whyGone(
  { message }: ReadingStore,
  row: CaseRow,
  { here, told }: { readonly here: ReadonlyMap<string, ToldMessage>; readonly told: ReadonlyMap<string, EvidenceRow> },
): Promise<string | undefined> {
  // Each that is here is recorded.
  if (here.size === told.size) return undefined
  for (const subject of told.keys()) {
    // It may have come since the messages were read.
    if (!here.has(subject) && (await message(subject))?.case !== row.id) return `statement ${subject} is gone`
  }
  return undefined
}

/** What was disposed of stays so: its key was taken out of a copy from before and put back. */
export async function whyBack(
  { bodies, itemsOf }: ReadingStore,
  { row, messages, items }: Stored,
  destroyed: ReadonlySet<string>,
): Promise<string | undefined> {
  if (destroyed.size === 0) return undefined
  const isBack = ({ id, key, secret }: ItemRow | LockedBody) => destroyed.has(id) && (key !== null || secret !== null)
  // It may have been disposed of since the rows were read; they are looked at again, now that its
  // evidence is there.
  const item = items.some(isBack) ? (await itemsOf(row.id)).find(isBack) : undefined
  if (item) return `item ${item.id} has its key again, which was destroyed`
  const doubtful = messages.filter(({ id, hasKey, hasSecret }) => destroyed.has(id) && (hasKey || hasSecret))
  const body = (await bodies(doubtful.map(({ id }) => id))).find(isBack)
  return body && `the body of message ${body.id} has its key again, which was destroyed`
}

/**
 * Records that were found to be the first of their statements. An entry with a lower number does
 * not come any more.
 */
const first = new WeakSet<JsonObject>()

/** A statement is recorded once; what another entry tells of it was written afterwards. */
export async function whyTwice({ evidenceAbout }: EvidenceStore, told: ReadonlyMap<string, EvidenceRow>) {
  const fresh = [...told.values()].filter(({ data }) => !first.has(data))
  const subjects = fresh.map(({ subject }) => subject)
  if (subjects.length === 0) return undefined
  for (const kind of ['statement.sent', 'statement.received'] as const)
    for (const { subject, seq } of await evidenceAbout(kind, subjects))
      if (told.get(subject)?.seq !== seq) return `statement ${subject} is recorded twice, first by entry ${seq}`
  for (const { data } of fresh) first.add(data)
  return undefined
}
