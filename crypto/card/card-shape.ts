import { type Static, Type } from 'typebox'
import { isJsonObject, type JsonObject } from '../json.ts'
import {
  closed,
  day,
  digest,
  instant,
  memberCode,
  octets32,
  office,
  phrase,
  shapeReader,
  suiteName,
  word,
} from '../shapes.ts'

/** DER in base64 with padding. */
const certificate = Type.String({ pattern: '^[A-Za-z0-9+/]{4,8188}={0,2}$' })

// Public members only: a card that shows a private key is refused. To the type checker any JWK is
// an object.
const agreementJwk = Type.Unsafe<JsonObject>(
  Type.Union([
    closed({ kty: Type.Literal('EC'), crv: Type.Literal('P-256'), x: octets32, y: octets32 }),
    closed({ kty: Type.Literal('OKP'), crv: Type.Literal('X25519'), x: octets32 }),
  ]),
)

const ed25519Jwk = closed({ kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519'), x: octets32 })
const logJwk = Type.Unsafe<JsonObject>(ed25519Jwk)
const signingJwk = Type.Unsafe<JsonObject>(
  Type.Union([closed({ kty: Type.Literal('EC'), crv: Type.Literal('P-256'), x: octets32, y: octets32 }), ed25519Jwk]),
)

const window = { notBefore: instant, notAfter: instant }

/** A paragraph of the article, as people write it: `5.1 b`. */
const paragraph = Type.String({ pattern: '^[0-9]{1,2}(?:\\.[0-9]{1,2})?(?: [a-h])?$' })

const contactShape = closed({
  office,
  names: Type.Array(phrase(200), { minItems: 1, maxItems: 16 }),
  email: Type.String({ pattern: '^[^\\s@<>]{1,64}@[^\\s@<>]{1,190}$' }),
  phone: Type.Optional(Type.String({ pattern: '^\\+?[0-9 ()./-]{3,32}$' })),
  hours: phrase(200),
  /** IANA name: deadlines end at the end of the day there. */
  timeZone: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$' }),
  languages: Type.Array(Type.String({ pattern: '^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$' }), {
    minItems: 1,
    maxItems: 16,
  }),
  /**
   * ISO days of the week on which nobody works, 1 for Monday; Saturday and Sunday where left out.
   */
  weekend: Type.Optional(
    Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 6, uniqueItems: true }),
  ),
  /** Other days on which nobody works. */
  holidays: Type.Optional(Type.Array(day, { minItems: 1, maxItems: 366, uniqueItems: true })),
})

const standingShape = closed({
  /** 6.1 b, c: the level of protection, described. */
  protection: phrase(8000),
  /** 4.1 c: requests must confirm the verification. */
  verificationConfirmation: Type.Boolean(),
  /** 4.2, 5.2: what this member cannot comply with. */
  inabilities: Type.Array(closed({ para: paragraph, reason: phrase(2000) }), { maxItems: 32 }),
  /** 6.2. */
  assuranceRequired: Type.Boolean(),
  /** 8. */
  reciprocity: closed({ able: Type.Boolean(), implemented: Type.Boolean() }),
  /** 7.1 e. */
  retention: Type.Optional(phrase(2000)),
  /** 9.2. */
  capacity: Type.Optional(phrase(2000)),
  /** 9.2: how many requests of all members together can be answered in a month. */
  requestsPerMonth: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
})

const described = {
  member: memberCode,
  name: phrase(200),
  sequence: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
  issuedAt: instant,
  trustDomain: Type.String({ pattern: '^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$' }),
  /** Of the partner door: https, no user, no query, no fragment. */
  endpoint: Type.String({ pattern: '^https://[A-Za-z0-9.\\[\\]:-]{1,260}(?:/[A-Za-z0-9._~/-]{0,200})?$' }),
  tls: closed({
    anchors: Type.Array(certificate, { maxItems: 8, uniqueItems: true }),
    pins: Type.Array(digest, { maxItems: 16, uniqueItems: true }),
  }),
  signing: Type.Array(
    closed({
      kid: octets32,
      suite: suiteName,
      certificates: Type.Array(certificate, { minItems: 1, maxItems: 4 }),
      ...window,
    }),
    { minItems: 1, maxItems: 8 },
  ),
  encryption: Type.Array(closed({ kid: octets32, suite: suiteName, jwk: agreementJwk, ...window }), {
    minItems: 1,
    maxItems: 16,
  }),
  /** Of the evidence log. */
  log: closed({ kid: octets32, jwk: logJwk }),
  contact: contactShape,
  standing: standingShape,
  profiles: Type.Array(word, { maxItems: 64, uniqueItems: true }),
  /** Kind of term → the assurance class this member can give. */
  assurance: Type.Record(Type.String({ pattern: '^[a-z][a-z-]{0,31}$' }), Type.Enum(['E', 'D', 'A', 'L']), {
    additionalProperties: false,
    maxProperties: 32,
  }),
}

const successionShape = closed({
  /** SHA-256 of the canonical card before. */
  previous: digest,
  /** The public half of a key that the card before names in `next`. */
  jwk: signingJwk,
  /**
   * JWS with detached payload (RFC 7515, appendix F) over the card with `succession` without it.
   */
  jws: Type.String({ pattern: '^[A-Za-z0-9_-]{1,1024}\\.\\.[A-Za-z0-9_-]{86}$' }),
})

/** Keys of this member that somebody else may have used from an instant on. */
const revokedKey = closed({ kid: octets32, since: instant })
export const mostRevoked = 32

const cardShape = closed({
  v: Type.Literal(2),
  ...described,
  /** Signing and encryption keys that nothing is taken from any more, the newest last. */
  revoked: Type.Optional(Type.Array(revokedKey, { minItems: 1, maxItems: mostRevoked })),
  /** Thumbprints (RFC 7638) of the keys that may sign the card after this one. */
  next: Type.Array(octets32, { minItems: 1, maxItems: 3, uniqueItems: true }),
  /** Only a card that begins a chain has none: it is believed by its words. */
  succession: Type.Optional(successionShape),
})

/** Cards of 0.1.0 name no next key: no card can follow them but by the words. */
const firstVersion = closed({ v: Type.Literal(1), ...described })

/**
 * A member's description of itself: how to reach it, its keys, whom to call, and what it declares
 * once for all cases. One of version 1 has an empty `next`.
 */
export type Card = Omit<Static<typeof cardShape>, 'v'> & { readonly v: 1 | 2 }
/** How a card follows the one before. */
export type Succession = Static<typeof successionShape>

const readSecond = shapeReader(cardShape, 'card', 'card')
const readFirst = shapeReader(firstVersion, 'card', 'card')

/** @throws {CryptoError} `card` */
export const readCardShape = (value: unknown): Card =>
  isJsonObject(value) && value['v'] === 1 ? { ...readFirst(value), next: [] } : readSecond(value)
