// Extensions of certificates, lists and answers (RFC 5280 §4.1), as DER writes them.
import { CryptoError } from '../../fault.ts'
import { contentOf, type Element, membersOf, oidIn, reading, tags } from './der.ts'

/** Extensions by their object identifier (RFC 5280 §4.1, §5.1): each once. */
export type Extensions = ReadonlyMap<string, { readonly critical: boolean; readonly value: Uint8Array }>

/** @throws {CryptoError} `malformed`, also for one that comes twice. */
export function extensionsIn(octets: Uint8Array, list: Element): Extensions {
  const found = new Map<string, { critical: boolean; value: Uint8Array }>()
  for (const member of membersOf(octets, list)) {
    const inside = reading(octets, member)
    const oid = oidIn(octets, inside.next(tags.oid))
    const flag = inside.maybe(tags.boolean)
    // DER leaves *false* out; real CAs write it all the same.
    const critical = flag !== undefined && octets[flag.from] !== 0
    const value = contentOf(octets, inside.next(tags.octetString))
    inside.end()
    if (found.has(oid)) throw new CryptoError('malformed', `the extension ${oid} comes twice`)
    found.set(oid, { critical, value })
  }
  return found
}
