import { type Static, Type } from 'typebox'
import { type CanonicalText, canonicalList, canonicalOf, canonicalText, parseCanonical } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import type { JsonObject } from '../json.ts'
import { utf8 } from '../octets.ts'
import { closed, octets32, openObject, shapeReader, uuid } from '../shapes.ts'
import type { WrittenStatement } from '../statement/statement.ts'

const itemShape = closed({
  id: uuid,
  salt: octets32,
  recipientShare: octets32,
  /** Travels with the letter in release mode `immediate` only. */
  providerShare: Type.Optional(octets32),
})

/**
 * What the letter says about one item: the salt of its digest and the shares of its key, all 32
 * octets in base64url.
 */
export type LetterItem = Static<typeof itemShape>

/** A statement with what must stay secret: body, salts and shares of keys. */
export interface MessagePieces {
  readonly statement: WrittenStatement
  /** The canonical body. */
  readonly body: CanonicalText
  /** Of the body's digest. */
  readonly salt: string
  readonly items: readonly LetterItem[]
}

declare const messageProof: unique symbol

/** A message in its canonical form: only `writeMessage` makes one. */
export interface WrittenMessage {
  readonly statement: WrittenStatement
  readonly text: CanonicalText
  readonly [messageProof]: true
}

/**
 * A message as it arrived: around the statement all is in shape, the statement itself is still to
 * be verified.
 */
export interface UnverifiedMessage {
  statement: JsonObject
  body: JsonObject
  salt: string
  items: LetterItem[]
}

const letterShape = closed({
  v: Type.Literal(1),
  /** Compact JWS over the digests of the statements, see seal.ts. */
  seal: Type.String({ minLength: 1, maxLength: 16 * 1024 }),
  messages: Type.Array(
    closed({
      statement: openObject(32),
      body: openObject(256),
      salt: octets32,
      items: Type.Array(itemShape, { maxItems: 64 }),
    }),
    { minItems: 1, maxItems: 64 },
  ),
})

declare const letterProof: unique symbol

/**
 * Proof that a letter is canonical JSON of the closed shape: only `readLetter` makes one. Nothing
 * in it is verified yet.
 */
export interface Letter {
  readonly seal: string
  readonly messages: readonly UnverifiedMessage[]
  readonly [letterProof]: true
}

const readShape = shapeReader(letterShape, 'letter-shape', 'letter')

/** Puts a message together out of pieces that were written before. */
export const writeMessage = ({ statement, body, salt, items }: MessagePieces): WrittenMessage =>
  ({
    statement,
    text: canonicalOf([
      ['body', body],
      ['items', canonicalText(items)],
      ['salt', canonicalText(salt)],
      ['statement', statement.text],
    ]),
  }) as unknown as WrittenMessage

/** The octets of a letter: what gets encrypted. */
export const writeLetter = (seal: string, messages: readonly WrittenMessage[]): Uint8Array =>
  utf8(
    canonicalOf([
      ['messages', canonicalList(messages.map(({ text }) => text))],
      ['seal', canonicalText(seal)],
      ['v', canonicalText(1)],
    ]),
  )

/**
 * Reads a decrypted letter: canonical JSON, closed shape, 1 to 64 messages. @throws {CryptoError}
 * `letter-shape`
 */
export function readLetter(plaintext: Uint8Array): Letter {
  const { seal, messages } = readShape(parsed(plaintext))
  return { seal, messages } as unknown as Letter
}

function parsed(plaintext: Uint8Array) {
  try {
    return parseCanonical(plaintext)
  } catch (cause) {
    throw new CryptoError('letter-shape', 'letter is not canonical JSON', { cause })
  }
}
