import { type Static, Type } from 'typebox'
import { CryptoError } from '../fault.ts'
import { sha256Hex, toBase64url, utf8 } from '../octets.ts'
import { closed, memberCode, shapeReader, uuid } from '../shapes.ts'
import type { SentStatement } from '../statement/receipt.ts'
import type { WrittenStatement } from '../statement/statement.ts'
import { type ReadJwe, readJwe } from './compact.ts'
import { type EncryptionKey, encryptCompact, type SigningKey } from './engine.ts'
import { type WrittenMessage, writeLetter } from './letter.ts'
import { signSeal } from './seal.ts'
import { type SuiteName, suites } from './suites.ts'

const typ = 'bulla-envelope+jwe'
const cty = 'bulla-letter+json'
const extension = 'bulla'

const routingShape = closed({
  v: Type.Literal(1),
  from: memberCode,
  to: memberCode,
  id: uuid,
  /** Instant in ms since the epoch after which nobody opens the envelope any more. */
  exp: Type.Integer({ minimum: 1, maximum: 8.64e15 }),
})

/**
 * What the protected header says about the way: readable by anyone, bound by the encryption to the
 * letter.
 */
type Routing = Static<typeof routingShape>

export interface Sealing {
  /** 1 to 64 messages from us to one member. */
  readonly messages: readonly WrittenMessage[]
  readonly from: string
  readonly to: string
  /**
   * UUIDv7 of the envelope. A retry is a new envelope; what counts is the id and digest of each
   * statement.
   */
  readonly id: string
  readonly expiresAtMs: number
  readonly signWith: SigningKey
  readonly encryptTo: EncryptionKey
}

/**
 * An envelope ready to send, its digest in ASCII, and what the receipt must list, in this order.
 */
export interface SealedEnvelope {
  readonly envelope: string
  readonly sha256: string
  readonly statements: readonly SentStatement[]
  /** Compact JWS over the digests: with a statement, its evidence. */
  readonly seal: string
}

/**
 * Seals messages and encrypts them to one member: one signature over the digests of their
 * statements, one compact JWE.
 * @throws {CryptoError} `algorithm` for keys of two suites, `sender-wrong` and `recipient-wrong`
 *   for
 *   statements that the recipient would refuse, `letter-shape` for no message, more than 64, or one
 *   twice.
 * @see docs/protocol.md
 */
export async function sealEnvelope(sealing: Sealing): Promise<SealedEnvelope> {
  const { messages, from, to, id, expiresAtMs, signWith, encryptTo } = sealing
  if (signWith.suite !== encryptTo.suite) {
    throw new CryptoError(
      'algorithm',
      `signing key is of suite ${signWith.suite}, encryption key of ${encryptTo.suite}`,
    )
  }
  const statements = messages.map(({ statement }) => stated(statement, from, to))
  const digests = statements.map(({ sha256 }) => sha256)
  if (new Set(statements.map((statement) => statement.id)).size !== statements.length) {
    throw new CryptoError('letter-shape', 'letter would hold two statements of one id')
  }
  const seal = await signSeal({ v: 1, from, to, kid: encryptTo.kid, digests }, signWith)
  const envelope = await encryptRouted(
    writeLetter(seal, messages),
    { typ, cty },
    { from, to, id, expiresAtMs, encryptTo },
  )
  return { envelope, sha256: sha256Hex(utf8(envelope)), statements, seal }
}

/** What an encrypted thing says that it is: its own type, and that of what lies inside. */
interface RoutedKind {
  readonly typ: string
  readonly cty: string
}

/** Encrypts to one member, with the way in the protected header. @throws {CryptoError} `routing` */
export async function encryptRouted(
  plaintext: Uint8Array,
  { typ, cty }: RoutedKind,
  { from, to, id, expiresAtMs, encryptTo }: Pick<Sealing, 'from' | 'to' | 'id' | 'expiresAtMs' | 'encryptTo'>,
): Promise<string> {
  const routing = readRouting({ v: 1, from, to, id, exp: expiresAtMs })
  const header = { apu: partyInfo(from), apv: partyInfo(to), typ, cty, crit: [extension], [extension]: routing }
  return encryptCompact(plaintext, header, encryptTo)
}

declare const readProof: unique symbol

/**
 * Proof of strict reading: only `readEnvelope` makes one. The header is not authenticated before
 * decryption.
 */
export interface ReadEnvelope {
  readonly jwe: ReadJwe
  readonly routing: Routing
  /** Of the envelope's octets. */
  readonly sha256: string
  readonly [readProof]: true
}

/**
 * First step of opening: size, five canonical parts, closed header, algorithms of the agreed suite,
 * routing object, and `apu` and `apv` (RFC 7518 §4.6.1) naming the same two members.
 * @throws {CryptoError} `too-large`, `malformed`, `header`, `algorithm`, `routing`
 */
export function readEnvelope(
  octets: Uint8Array,
  { suite, maxBytes }: { suite: SuiteName; maxBytes: number },
  kind: RoutedKind = { typ, cty },
): ReadEnvelope {
  const { agreement, content, curve } = suites[suite]
  const jwe = readJwe(octets, { ...kind, extension, maxBytes, agreement, content, curve })
  const routing = readRouting(jwe.header[extension])
  if (jwe.header.apu !== partyInfo(routing.from) || jwe.header.apv !== partyInfo(routing.to)) {
    throw new CryptoError('routing', 'apu and apv must name the two members of the routing object')
  }
  return { jwe, routing, sha256: sha256Hex(octets) } as unknown as ReadEnvelope
}

const readRouting = shapeReader(routingShape, 'routing', 'routing object')

const partyInfo = (member: string) => toBase64url(utf8(member))

/** What a receipt says of a statement that it answers. */
function stated({ statement, sha256, termsSha256 }: WrittenStatement, from: string, to: string): SentStatement {
  if (statement.from.member !== from) {
    throw new CryptoError('sender-wrong', `statement is from ${statement.from.member}, the envelope from ${from}`)
  }
  if (statement.to.member !== to) {
    throw new CryptoError('recipient-wrong', `statement is to ${statement.to.member}, the envelope to ${to}`)
  }
  const { id, sentAt } = statement
  return { id, sha256, termsSha256, sentAt, from, to }
}
