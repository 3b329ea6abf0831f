import { randomUUIDv7 } from 'node:crypto'
import { canonical } from '../../crypto/canonical.ts'
import { type EncryptionKey, encryptCompact, type SigningKey, signCompact } from '../../crypto/jose/engine.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { fromBase64url, text, toBase64url, utf8 } from '../../crypto/octets.ts'
import { type Member, nowMs, type Party } from '../support/parties.ts'

/* What someone can make who knows the format, has keys of his own, and keeps to none of the rules. */

/** The compact serialization with its header changed as a text; what the header protects no longer verifies. */
export function withHeader(compact: string, change: (header: string) => string): string {
  const [header = '', ...rest] = compact.split('.')
  return [toBase64url(utf8(change(text(fromBase64url(header))))), ...rest].join('.')
}

/** The same for a change of the parsed header. */
export const withHeaderMembers = (compact: string, members: JsonObject): string =>
  withHeader(compact, (header) => JSON.stringify({ ...JSON.parse(header), ...members }))

/** The compact serialization with one part changed. */
export function withPart(compact: string, index: number, change: (part: string) => string): string {
  return compact
    .split('.')
    .map((part, at) => (at === index ? change(part) : part))
    .join('.')
}

/** The next text of the same octets: the last character has bits that a kind reader drops. */
export function respelled(part: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return part.slice(0, -1) + alphabet[alphabet.indexOf(part.at(-1) as string) + 1]
}

export interface Wrapping {
  readonly from: Member
  readonly to: Member
  readonly encryptTo: EncryptionKey
  readonly routing?: JsonObject
  readonly header?: JsonObject
}

/** An envelope around any plaintext. */
export function wrap(plaintext: Uint8Array, { from, to, encryptTo, routing, header }: Wrapping): Promise<string> {
  return encryptCompact(
    plaintext,
    {
      apu: toBase64url(utf8(from)),
      apv: toBase64url(utf8(to)),
      typ: 'bulla-envelope+jwe',
      cty: 'bulla-letter+json',
      crit: ['bulla'],
      bulla: { v: 1, from, to, id: randomUUIDv7(), exp: nowMs + 1000, ...routing },
      ...header,
    },
    encryptTo,
  )
}

/** A seal with any payload. */
export const sign = (payload: unknown, key: SigningKey, typ = 'bulla-seal+jws'): Promise<string> =>
  signCompact(canonical(payload), typ, key)

/** A letter from one party to another in an envelope, with a seal payload and messages of any kind. */
export async function deliver(
  from: Party,
  to: Party,
  { seal, messages, signWith = from.signing.key }: { seal: unknown; messages: unknown; signWith?: SigningKey },
): Promise<string> {
  const letter = canonical({ v: 1, seal: await sign(seal, signWith), messages })
  return wrap(letter, { from: from.member, to: to.member, encryptTo: to.encryption.encrypt })
}
