import { createHash } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { type CanonicalText, canonical, canonicalText } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import type { Json, JsonObject } from '../json.ts'
import { sha256Hex, utf8 } from '../octets.ts'
import { partBytes } from '../part/part.ts'
import {
  closed,
  day,
  digest,
  instant,
  instantMs,
  mediaType,
  memberCode,
  office,
  openObject,
  shapeReader,
  sizeBytes,
  usesHead,
  uuid,
  word,
} from '../shapes.ts'

const itemShape = closed({
  id: uuid,
  kind: word,
  mediaType,
  /** As filed; a scan of a paper document is `paper`. */
  form: Type.Union([Type.Literal('electronic'), Type.Literal('paper')]),
  /** Of the plaintext. */
  bytes: sizeBytes,
  /** Salted: SHA-256 of salt and plaintext, so that it tells nothing once the salt is destroyed. */
  sha256: digest,
  /** The ciphertext as it travels and lies on disk. */
  part: closed({ sha256: digest, bytes: sizeBytes }),
})

/**
 * The version that is written. Statements of version 1 stay readable where they were kept; on the
 * line they are refused.
 */
export const statementVersion = 2

const statementShape = closed({
  v: Type.Union([Type.Literal(1), Type.Literal(statementVersion)]),
  id: uuid,
  case: uuid,
  profile: word,
  agreement: closed({ id: word, sha256: digest }),
  type: word,
  from: closed({ member: memberCode, office }),
  to: closed({ member: memberCode }),
  /** Logical clock within the case. */
  clock: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
  /** Digest of the sender's previous statement in the case. */
  previous: Type.Optional(digest),
  inReplyTo: Type.Optional(uuid),
  sentAt: instant,
  /** The sender's calendar day at `sentAt`: what deadlines are counted from. */
  localDate: day,
  expiresAt: instant,
  /** Salted digest and length of the canonical body. */
  body: closed({ sha256: digest, bytes: sizeBytes }),
  /** What the step changes, machine readable, no personal data. */
  facts: openObject(64),
  items: Type.Array(itemShape, { maxItems: 64 }),
  /** In full: whoever keeps the statement keeps the conditions. */
  terms: openObject(64),
  /**
   * What the sender did with content of the case until then, as a chain; left out while it did
   * nothing.
   */
  uses: Type.Optional(usesHead()),
})

/**
 * The signed, lasting part of a message. It names no person and holds no key: it can be kept after
 * the content is disposed of.
 */
export type Statement = Static<typeof statementShape>
export type StatementItem = Static<typeof itemShape>

const readShape = shapeReader(statementShape, 'statement-shape', 'statement')

/**
 * Reads a statement: closed shape, no item twice, each part as long as its plaintext demands,
 * instants and days that exist.
 * @throws {CryptoError} `statement-shape`
 */
export function readStatement(value: Json): Statement {
  const statement = readShape(value)
  instantMs(statement.sentAt, 'statement-shape')
  instantMs(statement.expiresAt, 'statement-shape')
  instantMs(`${statement.localDate}T00:00:00.000Z`, 'statement-shape')
  if (new Set(statement.items.map((item) => item.id)).size !== statement.items.length) {
    throw new CryptoError('statement-shape', 'statement names an item twice')
  }
  for (const item of statement.items) {
    if (item.part.bytes !== partBytes(item.bytes)) {
      throw new CryptoError('statement-shape', `part of ${item.part.bytes} octets cannot hold an item of ${item.bytes}`)
    }
  }
  return statement
}

declare const writtenProof: unique symbol

/** A statement in its canonical form, with its digests: only `writeStatement` makes one. */
export interface WrittenStatement {
  readonly statement: Statement
  readonly text: CanonicalText
  readonly sha256: string
  readonly termsSha256: string
  readonly [writtenProof]: true
}

/**
 * What the recipient is bound to refuse is written by nobody. @throws {CryptoError}
 * `statement-shape`
 */
export function writeStatement(value: Statement): WrittenStatement {
  const statement = readStatement({ ...value })
  const text = canonicalText(statement)
  const sha256 = sha256Hex(utf8(text))
  return { statement, text, sha256, termsSha256: termsSha256(statement.terms) } as unknown as WrittenStatement
}

/** A statement *is* this digest, over the canonical form of what was parsed. */
export const digestOfStatement = (statement: Statement): string => sha256Hex(canonical(statement))

/** The digest that binds a part and a receipt to the terms. */
export const termsSha256 = (terms: JsonObject): string => sha256Hex(canonical(terms))

/**
 * SHA-256 over salt and octets. The salt is 32 random octets, kept apart from the statement and
 * destroyed with the content.
 */
export const saltedDigest = (salt: Uint8Array, octets: Uint8Array): string => sha256Hex(salt, octets)

/** `saltedDigest` of what comes piece by piece. */
export function saltedHasher(salt: Uint8Array): { update(chunk: Uint8Array): void; digest(): string } {
  const hash = createHash('sha256').update(salt)
  return {
    update: (chunk) => {
      hash.update(chunk)
    },
    digest: () => hash.digest('hex'),
  }
}
