// How content lies in the store: each body and each item under a key of its own, each key wrapped
// by the key of the installation.

import { canonical } from '../../../crypto/canonical.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { concat, fromBase64url, fromHex, sha256, text, toBase64url, toHex, utf8 } from '../../../crypto/octets.ts'
import { expand } from '../../../crypto/part/hkdf.ts'
import { shareBeside } from '../../../crypto/part/shares.ts'
import { openSecret, sealSecret, unwrapKey, unwrapUnder, wrapKey } from '../../../crypto/part/vault.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { SearchedNumber } from '../../model/profile/searched.ts'
import type { KeptTerm } from '../../model/terms/assurance-classes.ts'
import type { EpochKeys } from '../../ports/installation.ts'
import type { ItemRow, MessageRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'

/**
 * What a message says beyond its statement. `names` are the file names of its items, by item id.
 */
export interface Content {
  readonly form: JsonObject
  readonly names: Readonly<Record<string, string>>
}
interface MessageSecret {
  readonly content: Content
  /** Salt of the body's digest, base64url. */
  readonly salt: string
  /**
   * Of what we send: the items whose provider's share stays here until their terms are accepted.
   */
  readonly withheld?: readonly string[]
  /** Of what we send: how much of its terms the other member keeps, or it does not leave. */
  readonly kept?: readonly KeptTerm[]
  readonly received?: Received
}
/**
 * What was received says so under its own lock: a column that says otherwise makes it nobody's own.
 */
type Received = true
/** What is known of a received item before the provider's share of its key comes. */
interface ItemHalf {
  readonly received?: Received
  readonly name: string
  /** Salt of the item's digest, base64url. */
  readonly salt: string
  /** The recipient's share of the key, base64url; the provider's is key XOR this. */
  readonly recipientShare: string
}
interface ItemSecret extends ItemHalf {
  /** SHA-256 of the plaintext, hex: what a release shows. */
  readonly plainSha256: string
}

interface Encrypted {
  readonly secret: Uint8Array
  readonly key: Uint8Array
}

/** The nonce of a secret stands before it. */
const nonceBytes = 12

/** A row as far as its secret is opened. */
type Sealed<Row extends ItemRow | MessageRow> = Pick<Row, 'id' | 'direction' | 'secret' | 'key'>

/**
 * Secrets of one installation: what is written, and what is ours to read. What was received opens
 * with an `Opener` alone (opening.ts). `id` binds each secret to its row, so that rows cannot be
 * swapped.
 */
export interface Secrets {
  encrypt(id: string, value: object): Encrypted
  /**
   * For evidence, which is never written anew: under the first key, which no rotation takes away.
   */
  encryptLasting(id: string, value: object): Encrypted
  /**
   * The content of a message of ours; undefined once it was destroyed.
   * @throws what was received is not ours to open.
   */
  ownMessage(row: Sealed<MessageRow>): MessageSecret | undefined
  /** Any encrypted JSON value of ours. */
  decrypt(id: string, encrypted: Encrypted): unknown
  encryptItem(id: string, key: Uint8Array, value: ItemSecret): Encrypted & { readonly fingerprint: string }
  /** Key and name of an item of ours. @throws what was received is not ours to open. */
  ownItem(row: Sealed<ItemRow>): OpenedItem | undefined
  /**
   * An item without a key: its row has a secret all the same, and loses that as well when it is
   * disposed of.
   */
  encryptHalf(
    id: string,
    value: ItemHalf,
  ): { readonly secret: Uint8Array; readonly key: null; readonly fingerprint: null }
  /** Undefined unless the item waits for the provider's share. */
  half(row: Pick<ItemRow, 'id' | 'secret' | 'key'>): ItemHalf | undefined
  /**
   * A mark on a decision that nobody makes who has not the key of this installation, whatever else
   * of the store he can write.
   */
  mark(value: JsonObject): string
  /**
   * Finds the same content again without telling what it is; nothing without the key of the
   * installation.
   */
  fingerprint(plainSha256: string): string
  /** Finds the same number again, kind by kind, without telling it: HMAC (RFC 2104). */
  lookup(number: SearchedNumber): string
  /**
   * A wrapped key of a row, or a half with its key within, wrapped anew by the key of the epoch in
   * force.
   */
  wrappedAnew(id: string, key: Uint8Array): Uint8Array
}
export type OpenedItem = ItemSecret & { readonly key: Uint8Array }

/** What opens secrets of received content; only `openings` of opening.ts makes anything of it. */
export interface Unsealing {
  message(row: Pick<MessageRow, 'id' | 'secret' | 'key'>): MessageSecret | undefined
  item(row: Pick<ItemRow, 'id' | 'secret' | 'key'>): OpenedItem | undefined
}

/**
 * @param root the first key of the installation, where that was replaced.
 * @param epochs without them the key of the installation wraps everything itself, as programs did
 * that   knew no epochs; what those wrote is opened either way.
 */
export function openSecrets(
  installation: Uint8Array,
  world: Pick<World, 'randomOctets'>,
  root: Uint8Array = installation,
  epochs?: Pick<EpochKeys, 'all' | 'of'>,
): { readonly secrets: Secrets; readonly unsealing: Unsealing } {
  // Keys of our own for uses of their own; the installation key itself only wraps.
  const halvesKey = expand(root, utf8('bulla halves of items'), 32)
  const fingerprintKey = expand(root, utf8('bulla fingerprints of items'), 32)
  const lookupsKey = expand(root, utf8('bulla lookups of numbers'), 32)
  const marksKey = expand(root, utf8('bulla marks on decisions'), 32)
  const wrapped = (key: Uint8Array): Uint8Array => {
    const epoch = epochs?.all().at(-1)
    return epoch ? concat(epochOctets(epoch.number), wrapKey(epoch.key, key)) : wrapKey(installation, key)
  }
  const sealWith = (id: string, key: Uint8Array, value: object): Uint8Array => {
    const nonce = world.randomOctets(nonceBytes)
    return concat(nonce, sealSecret(key, nonce, utf8(JSON.stringify(value)), utf8(id)))
  }
  const encryptWith = (id: string, key: Uint8Array, value: object): Encrypted => ({
    secret: sealWith(id, key, value),
    key: wrapped(key),
  })
  const fingerprint = (plainSha256: string) => toHex(expand(fingerprintKey, fromHex(plainSha256), 32))
  const decryptWith = (id: string, key: Uint8Array, secret: Uint8Array): unknown =>
    intact(id, () =>
      JSON.parse(text(openSecret(key, secret.subarray(0, nonceBytes), secret.subarray(nonceBytes), utf8(id)))),
    )
  const unwrapped = (id: string, key: Uint8Array) => unwrappedBy([installation], id, key)
  // Evidence is never rewritten: what it holds lies under the first key of the installation, or, by
  // a program before this, under the one that was in force then.
  const unwrappedOnce = (id: string, key: Uint8Array) => unwrappedBy([installation, root], id, key)
  function unwrappedBy(bare: readonly Uint8Array[], id: string, key: Uint8Array): Uint8Array {
    const number = epochIn(key)
    if (number === undefined) return intact(id, () => unwrapUnder(bare, key).unwrapped)
    const epoch = epochs?.of(number)
    if (!epoch) throw new Problem('internal', `the key of epoch ${number} is not here, and ${id} opens by it alone`)
    return intact(id, () => unwrapKey(epoch.key, key.subarray(epochBytes)))
  }
  const item: Unsealing['item'] = ({ id, secret, key }) => {
    if (!secret || !key) return undefined
    const plainKey = unwrapped(id, key)
    return { ...(decryptWith(id, plainKey, secret) as ItemSecret), key: plainKey }
  }
  const message: Unsealing['message'] = ({ id, secret, key }) =>
    secret && key ? (decryptWith(id, unwrapped(id, key), secret) as MessageSecret) : undefined
  const half: Secrets['half'] = ({ id, secret, key }) => {
    if (!secret || key) return undefined
    if (!isHalf(secret)) return decryptWith(id, halvesKey, secret) as ItemHalf
    const own = unwrapped(id, secret.subarray(halfMark.length, halfMark.length + wrappedBytes))
    return decryptWith(id, own, secret.subarray(halfMark.length + wrappedBytes)) as ItemHalf
  }
  const sealHalf = (id: string, value: ItemHalf): Uint8Array => {
    if (!epochs) return sealWith(id, halvesKey, value)
    const own = world.randomOctets(32)
    return concat(halfMark, wrapped(own), sealWith(id, own, value))
  }
  const secrets: Secrets = {
    encrypt: (id, value) => encryptWith(id, world.randomOctets(32), value),
    encryptLasting(id, value) {
      const key = world.randomOctets(32)
      return { secret: sealWith(id, key, value), key: wrapKey(root, key) }
    },
    wrappedAnew(id, key) {
      if (!isHalf(key)) return wrapped(unwrapped(id, key))
      const [from, to] = [halfMark.length, halfMark.length + wrappedBytes]
      return concat(halfMark, wrapped(unwrapped(id, key.subarray(from, to))), key.subarray(to))
    },
    decrypt: (id, { key, secret }) => decryptWith(id, unwrappedOnce(id, key), secret),
    ownMessage: (row) => own(row.id, message(ours(row))),
    encryptItem: (id, key, value) => ({ ...encryptWith(id, key, value), fingerprint: fingerprint(value.plainSha256) }),
    ownItem: (row) => own(row.id, item(ours(row))),
    encryptHalf: (id, value) => ({ secret: sealHalf(id, value), key: null, fingerprint: null }),
    half,
    mark: (value) => toHex(expand(marksKey, sha256(canonical(value)), 32)),
    fingerprint,
    lookup: ({ by, number }) => toHex(expand(lookupsKey, utf8(`${by} ${number}`), 32)),
  }
  return { secrets, unsealing: { message, item } }
}

/** A wrapped key begins with the number of its epoch, where it has one. */
const epochBytes = 4
const wrappedBytes = epochBytes + 40
export const epochOctets = (number: number): Uint8Array => {
  const octets = new Uint8Array(epochBytes)
  new DataView(octets.buffer).setUint32(0, number)
  return octets
}
const epochIn = (key: Uint8Array): number | undefined =>
  key.length === wrappedBytes ? new DataView(key.buffer, key.byteOffset).getUint32(0) : undefined

/** How a half begins whose own key lies within it, wrapped; the store finds it by the same. */
const halfMark = utf8('half')
/** A nonce that a program before epochs drew begins so once in four thousand millions. */
const isHalf = (secret: Uint8Array): boolean => halfMark.every((octet, at) => secret[at] === octet)

/** A mistake of ours, not of whoever asks: what was received is opened under its terms alone. */
function ours<Row extends Sealed<ItemRow | MessageRow>>(row: Row): Row {
  if (row.direction === 'out') return row
  throw new Problem('internal', `${row.id} was received; it is opened by a release`)
}

/** @throws {Problem} `store-altered` for what was received, whatever its row says by now. */
function own<Opened extends { readonly received?: Received }>(
  id: string,
  opened: Opened | undefined,
): Opened | undefined {
  if (opened?.received === undefined) return opened
  throw new Problem('store-altered', `${id} was received, and stands as one of ours`)
}

/**
 * What we locked opens: where it does not, its octets or its key are not those that we wrote.
 * @throws {Problem} `store-altered`
 */
function intact<T>(id: string, open: () => T): T {
  try {
    return open()
  } catch (cause) {
    throw new Problem('store-altered', `what is locked under ${id} is not as it was written`, { cause })
  }
}

/** The provider's share of an item's key, base64url. */
export const providerShare = (key: Uint8Array, recipientShare: string): string =>
  toBase64url(shareBeside(key, fromBase64url(recipientShare)))
