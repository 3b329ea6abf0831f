// The items of a statement: new, keyed, their parts found, opened once to prove that they hold what
// it says, and made ready to be stored.

import type { LetterItem } from '../../../crypto/jose/letter.ts'
import { fromBase64url } from '../../../crypto/octets.ts'
import { type StatementItem, termsSha256 } from '../../../crypto/statement/statement.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { FingerprintRow, ItemRow } from '../../ports/rows.ts'
import { insideRows } from '../content/fingerprints.ts'
import { itemKey, keysFollow } from '../content/item-key.ts'
import type { Bodied, Stated } from './check-statement.ts'
import type { Judging, Passed, ProvenItems } from './checks.ts'

/**
 * An item, what the letter holds of it, and its key unless that follows after the acceptance of its
 * terms.
 */
interface KeyedItem {
  readonly item: StatementItem
  readonly keys: LetterItem
  readonly key: Uint8Array | undefined
}

interface Keyed extends Bodied {
  readonly keyed: readonly KeyedItem[]
}

/** The sender chooses the ids of its items; one that is known stays what it was. */
export async function newIds({ statement }: Stated, { deps, earlier }: Judging): Promise<undefined> {
  const brought = new Set(earlier.flatMap((each) => each.statement.items.map(({ id }) => id)))
  for (const { id } of statement.items)
    if (brought.has(id) || (await deps.store.item(id)))
      throw new Problem('statement-refused', `an item with the id ${id} is known already`)
}

export function keysHere({ statement, verified }: Stated): { keyed: readonly KeyedItem[] } {
  const inLetter = new Map(verified.items.map((keys) => [keys.id, keys]))
  const keyed = statement.items.map((item) => {
    const keys = inLetter.get(item.id)
    const key = keys && itemKey(keys)
    if (keys && (key || keysFollow(statement))) return { item, keys, key }
    throw new Problem(
      'statement-refused',
      `the letter holds no key for item ${item.id}, and the message does not say that it follows`,
    )
  })
  return { keyed }
}

export function sizesWithin({ statement }: Stated, { deps }: Judging): undefined {
  const { maxItemBytes } = deps.limits
  for (const { id, bytes } of statement.items)
    if (bytes > maxItemBytes)
      throw new Problem('item-too-large', `item ${id} has ${bytes} octets, at most ${maxItemBytes} are taken`)
}

/**
 * Each part is here, durably: from this delivery, from an upload of this partner, or from before.
 * @throws {Problem} `part-missing`: the partner uploads it and delivers again.
 */
export async function partsHere(
  { statement }: Stated & Passed<'item-ids' | 'item-sizes'>,
  judging: Judging,
): Promise<undefined> {
  if (!judging.proven.has(statement.id)) for (const item of statement.items) await partHere(judging, item)
}

async function partHere(
  { deps: { parts, store }, partner: { member }, inline }: Judging,
  { id, part }: StatementItem,
): Promise<void> {
  const octets = inline.get(part.sha256)
  if (octets) {
    if (octets.length !== part.bytes)
      throw new Problem('statement-refused', `the part of item ${id} has another size than stated`)
    await parts.put(once(octets))
    return
  }
  // What was disposed of is known and may be gone.
  const known = (await store.partKnown(member, part.sha256)) && (await parts.size(part.sha256)) !== undefined
  if (!known && !(await parts.adopt(member, part.sha256)))
    throw new Problem(
      'part-missing',
      `the part ${part.sha256} of item ${id} has not arrived; upload it and deliver again`,
    )
  const found = await parts.size(part.sha256)
  if (found !== part.bytes)
    throw new Problem('statement-refused', `the part of item ${id} has ${found} octets, ${part.bytes} were stated`)
}

/**
 * Rows of the items, each opened to the end. One whose key follows after the acceptance of its
 * terms is kept locked: its part is here under its digest, and what it holds is proven when the key
 * comes.
 */
export async function itemsProven(so: Keyed & Passed<'parts-here'>, judging: Judging): Promise<ProvenItems> {
  const proving = judging.proven.get(so.statement.id) ?? provenItems(so, judging)
  judging.proven.set(so.statement.id, proving)
  return proving
}

async function provenItems(so: Keyed, judging: Judging): Promise<ProvenItems> {
  const items: ItemRow[] = []
  const inside: FingerprintRow[] = []
  for (const each of so.keyed) {
    const proven = await provenItem(so, each, judging)
    items.push(...proven.items)
    inside.push(...proven.inside)
  }
  return { items, inside }
}

async function provenItem(
  { statement, content }: Keyed,
  { item, keys, key }: KeyedItem,
  { deps, partner, inline }: Judging,
): Promise<ProvenItems> {
  const terms = termsSha256(statement.terms)
  const { salt, recipientShare } = keys
  const known = { received: true, name: content.names[item.id] ?? item.id, salt, recipientShare } as const
  const row = {
    id: item.id,
    direction: 'in',
    client: null,
    partner: partner.member,
    case: statement.case,
    message: statement.id,
    kind: item.kind,
    mediaType: item.mediaType,
    form: item.form,
    bytes: item.bytes,
    sha256: item.sha256,
    partSha256: item.part.sha256,
    partBytes: item.part.bytes,
    termsSha256: terms,
    storedAt: deps.world.now(),
  } as const
  if (!key) return { items: [{ ...row, ...deps.secrets.encryptHalf(item.id, known) }], inside: [] }
  const { plainSha256, seen } = await deps.proofs.prove({
    item: { ...item, termsSha256: terms },
    ...{ partSha256: item.part.sha256, octets: inline.get(item.part.sha256) },
    ...{ key, salt: fromBase64url(keys.salt) },
  })
  return {
    items: [{ ...row, ...deps.secrets.encryptItem(item.id, key, { ...known, plainSha256 }) }],
    inside: insideRows(deps, row, seen),
  }
}

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets
}
