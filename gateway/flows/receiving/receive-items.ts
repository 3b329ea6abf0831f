// The parts of a verified message: found, adopted, opened once to prove that they hold what the statement says, kept as ciphertext.
import type { LetterItem } from '../../../crypto/jose/letter.ts'
import { fromBase64url } from '../../../crypto/octets.ts'
import type { VerifiedMessage } from '../../../crypto/statement/message.ts'
import { type StatementItem, termsSha256 } from '../../../crypto/statement/statement.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { ItemRow } from '../../ports/rows.ts'
import { itemKey, keysFollow } from '../content/item-key.ts'
import { provePlaintext } from '../content/prove.ts'
import type { Receiving } from './deps.ts'

type House = Pick<Receiving, 'parts' | 'secrets' | 'store' | 'world' | 'limits'>

/**
 * @returns rows ready to be stored, their parts durable. An item whose key follows after the acceptance of its terms is kept locked: its part
 *   is here under its digest, and what it holds is proven when the key comes.
 * @throws {Problem} `part-missing` (the partner uploads it and delivers again), `statement-refused` for content that is not what was stated.
 */
export async function storeItems(
  house: House,
  partner: string,
  { statement, items, body }: VerifiedMessage,
  inline: ReadonlyMap<string, Uint8Array>,
): Promise<ItemRow[]> {
  const { secrets, world, limits } = house
  const terms = termsSha256(statement.terms)
  const letterItems = new Map(items.map((item) => [item.id, item]))
  const names = (body.names ?? {}) as Record<string, string>
  const rows: ItemRow[] = []
  for (const item of statement.items) {
    const keys = letterItems.get(item.id)
    const key = keys && itemKey(keys)
    if (!keys || (!key && !keysFollow(statement)))
      throw new Problem(
        'statement-refused',
        `the letter holds no key for item ${item.id}, and the message does not say that it follows`,
      )
    if (item.bytes > limits.maxItemBytes)
      throw new Problem(
        'item-too-large',
        `item ${item.id} has ${item.bytes} octets, at most ${limits.maxItemBytes} are taken`,
      )
    await present(house, partner, item, inline)
    const known = { name: names[item.id] ?? item.id, salt: keys.salt, recipientShare: keys.recipientShare }
    rows.push({
      id: item.id,
      direction: 'in',
      client: null,
      partner,
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
      storedAt: world.now(),
      ...(key
        ? secrets.lockItem(item.id, key, { ...known, plainSha256: await proven(item, key, keys) })
        : secrets.lockHalf(item.id, known)),
    })
  }
  return rows

  function proven(item: StatementItem, key: Uint8Array, { salt }: LetterItem): Promise<string> {
    const octets = inline.get(item.part.sha256)
    return provePlaintext(
      octets ? once(octets) : house.parts.read(item.part.sha256),
      { ...item, termsSha256: terms },
      { key, salt: fromBase64url(salt) },
    )
  }
}

/** The part is here, durably: from this delivery, from an upload of this partner, or from before. */
async function present(
  { parts, store }: House,
  member: string,
  { id, part }: StatementItem,
  inline: ReadonlyMap<string, Uint8Array>,
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

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets
}
