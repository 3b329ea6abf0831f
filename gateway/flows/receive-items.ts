// The parts of a verified message: found, adopted, opened once to prove that they hold what the statement says, kept as ciphertext.
import { CryptoError } from '../../crypto/fault.ts'
import type { VerifiedMessage } from '../../crypto/message.ts'
import { fromBase64url, toBase64url } from '../../crypto/octets.ts'
import { decryptPart, partContext } from '../../crypto/part.ts'
import { type StatementItem, saltedHasher, termsSha256 } from '../../crypto/statement.ts'
import { Problem } from '../model/problems.ts'
import type { ItemRow } from '../records.ts'
import { itemKey } from './letters.ts'
import type { Receiving } from './receive.ts'

/**
 * @returns rows ready to be stored, their parts durable.
 * @throws {Problem} `part-missing` (the partner uploads it and delivers again), `statement-refused` for content that is not what was stated.
 */
export async function storeItems(
  { parts, secrets, store, world, limits }: Pick<Receiving, 'parts' | 'secrets' | 'store' | 'world' | 'limits'>,
  partner: string,
  { statement, items, body }: VerifiedMessage,
  inline: ReadonlyMap<string, Uint8Array>,
): Promise<ItemRow[]> {
  const terms = termsSha256(statement.terms)
  const letterItems = new Map(items.map((item) => [item.id, item]))
  const names = (body.names ?? {}) as Record<string, string>
  const rows: ItemRow[] = []
  for (const item of statement.items) {
    const keys = letterItems.get(item.id)
    const key = keys && itemKey(keys)
    if (!keys || !key) throw new Problem('statement-refused', `the letter holds no key for item ${item.id}`)
    if (item.bytes > limits.maxItemBytes)
      throw new Problem(
        'item-too-large',
        `item ${item.id} has ${item.bytes} octets, at most ${limits.maxItemBytes} are taken`,
      )
    await present(partner, item)
    const salt = fromBase64url(keys.salt)
    const plainSha256 = await provePlaintext(item, key, salt)
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
      ...secrets.lockItem(item.id, key, {
        name: names[item.id] ?? item.id,
        salt: toBase64url(salt),
        plainSha256,
        recipientShare: keys.recipientShare,
      }),
    })
  }
  return rows

  async function present(member: string, { id, part }: StatementItem): Promise<void> {
    const octets = inline.get(part.sha256)
    if (octets) {
      if (octets.length !== part.bytes)
        throw new Problem('statement-refused', `the part of item ${id} has another size than stated`)
      await parts.put(once(octets))
      return
    }
    if (await store.partKnown(member, part.sha256)) return
    if (!(await parts.adopt(member, part.sha256)))
      throw new Problem(
        'part-missing',
        `the part ${part.sha256} of item ${id} has not arrived; upload it and deliver again`,
      )
  }

  /** Opens the part under the stated terms: other terms, another item or another key give nothing readable. */
  async function provePlaintext(
    { id, part, bytes, sha256 }: StatementItem,
    key: Uint8Array,
    salt: Uint8Array,
  ): Promise<string> {
    const salted = saltedHasher(salt)
    const plain = saltedHasher(new Uint8Array(0))
    let found = 0
    try {
      const octets = inline.get(part.sha256)
      for await (const chunk of decryptPart(octets ? once(octets) : parts.read(part.sha256), {
        key,
        context: partContext(id, terms),
      })) {
        salted.update(chunk)
        plain.update(chunk)
        found += chunk.length
      }
    } catch (cause) {
      if (!(cause instanceof CryptoError)) throw cause
      throw new Problem('statement-refused', `the part of item ${id} does not open under the terms of its statement`, {
        cause,
      })
    }
    if (found !== bytes || salted.digest() !== sha256)
      throw new Problem('statement-refused', `the content of item ${id} is not what the statement says`)
    return plain.digest()
  }
}

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets
}
