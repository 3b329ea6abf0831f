// What was received opens for whoever brings the proof that it was allowed, and for nobody else; of
// the numbers in it keyed digests go into the index. Only `releasing` may know this file, and
// `start`, which makes it.
import { decryptPart, decryptPartFrom, partContext } from '../../../crypto/part/part.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Parts } from '../../ports/parts.ts'
import type { ItemRow, LockedBody, LookupRow, MessageRow } from '../../ports/rows.ts'
import { bodyLookups } from './lookups.ts'
import type { Content, OpenedItem, Secrets, Unsealing } from './secrets.ts'

declare const allowed: unique symbol
/**
 * Proof that this content may be given to one reader now, and that the evidence of it is on disk:
 * only releasing/tries.ts makes one.
 */
export interface Allowed {
  /** Id of the item, or of the message whose body it is. */
  readonly content: string
  readonly [allowed]: true
}

/** Plaintext of an item. */
interface OpenItem {
  readonly name: string
  /** SHA-256, hex. */
  readonly plainSha256: string
  /** Salt of its digest, base64url. */
  readonly salt: string
  /** From an octet of the plaintext on, the first where nothing is said. */
  octets(from?: number): AsyncIterable<Uint8Array>
}

export interface OpenBody {
  readonly content: Content
  /** Salt of its digest, base64url. */
  readonly salt: string
}

/** Undefined once the key was destroyed. @throws {Problem} `store-altered` */
export interface Opener {
  item(row: ItemRow, proof: Allowed): OpenItem | undefined
  body(row: LockedBody, proof: Allowed): OpenBody | undefined
  /**
   * Keyed digests of the numbers in a body, for the index, which asks for no proof: nothing else of
   * the body leaves this file.
   */
  numbers(row: MessageRow): readonly LookupRow[]
}

export const openings = (
  unsealing: Unsealing,
  parts: Pick<Parts, 'lend'>,
  secrets: Pick<Secrets, 'lookup'>,
): Opener => ({
  item(row, proof) {
    const opened = unsealing.item(proven(row, proof))
    return opened && openItem(row, opened, parts)
  },
  body(row, proof) {
    const opened = unsealing.message(proven(row, proof))
    return opened && { content: opened.content, salt: opened.salt }
  },
  numbers(row) {
    const opened = unsealing.message(row)
    return opened ? bodyLookups(secrets, row, opened.content.form) : []
  },
})

const openItem = (
  { id, partSha256, termsSha256 }: ItemRow,
  { key, name, plainSha256, salt }: OpenedItem,
  parts: Pick<Parts, 'lend'>,
): OpenItem => ({
  name,
  plainSha256,
  salt,
  octets(from = 0) {
    const how = { key, context: partContext(id, termsSha256) }
    return from === 0
      ? decryptPart(parts.lend(partSha256), how)
      : decryptPartFrom((offset) => parts.lend(partSha256, offset), from, how)
  },
})

/** A proof opens what it is about. */
function proven<Row extends { readonly id: string }>(row: Row, { content }: Allowed): Row {
  if (row.id === content) return row
  throw new Problem('internal', `${row.id} is not what was allowed`)
}
