import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { canonical } from '../../crypto/canonical.ts'
import { signCard } from '../../crypto/card/card.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import {
  type DecryptionKey,
  type EncryptionKey,
  importDecryptionKey,
  importEncryptionKey,
  importSigningKey,
  importVerifyingKey,
  makeKey,
  publicJwk,
  type SigningKey,
  thumbprint,
} from '../../crypto/jose/engine.ts'
import { type SealedEnvelope, type Sealing, sealEnvelope } from '../../crypto/jose/envelope.ts'
import type { Opening } from '../../crypto/jose/opening.ts'
import type { WindowedVerifyingKey } from '../../crypto/jose/signer.ts'
import { type SuiteName, suites } from '../../crypto/jose/suites.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { sha256Hex, toBase64url, utf8 } from '../../crypto/octets.ts'
import { partBytes } from '../../crypto/part/part.ts'
import { type Statement, type StatementItem, saltedDigest } from '../../crypto/statement/statement.ts'
import { type Authority, issue, makeCa, makeRequest } from '../../crypto/x509/authority.ts'
import { publicKeyIn, readCertificate } from '../../crypto/x509/certificates.ts'
import { instantText } from './instants.ts'
import { type LetterMessage, written } from './letter-message.ts'

/* Test parties XA, XB and XC with keys, certificates and cards. Keys are fresh in each run; all instants hang on `now`. */

const dayMs = 24 * 60 * 60 * 1000

/** The test clock's now: tests hand it on, nobody reads a clock. */
export const nowMs = Date.parse('2026-11-21T12:00:00.000Z')

export type Member = 'XA' | 'XB' | 'XC' | 'XD'

export interface Party {
  readonly member: Member
  readonly suite: SuiteName
  readonly trustDomain: string
  readonly signing: { readonly pem: string; readonly certPem: string; readonly key: SigningKey }
  /** What the others hold of our signing key. */
  readonly verifying: WindowedVerifyingKey
  readonly encryption: { readonly pem: string; readonly decrypt: DecryptionKey; readonly encrypt: EncryptionKey }
  readonly log: { readonly pem: string; readonly kid: string }
  /** May sign the next card, and lies elsewhere. */
  readonly next: NextKey
  readonly ca: Authority
  readonly tls: { readonly keyPem: string; readonly certPem: string }
  readonly card: Card
  readonly cardJws: string
}

export interface PartyOptions {
  readonly suite?: SuiteName
  readonly endpoint?: string
  readonly nowMs?: number
}

/** A key that may sign the next card. */
export interface NextKey {
  readonly kid: string
  readonly jwk: JsonObject
  readonly key: SigningKey
}

export async function makeNext(suite: SuiteName = 'B'): Promise<NextKey> {
  const pem = await makeKey(suites[suite].signingKey)
  const jwk = await publicJwk(pem)
  return { kid: thumbprint(jwk), jwk, key: await importSigningKey(pem, suite) }
}

/** A card as a receipt tells of it. */
export const heldCard = (card: Card) => ({ sequence: card.sequence, sha256: sha256Hex(canonical(card)) })

/** Makes a party with its own authority; everything is valid from a day before to a year after `nowMs`. */
export async function makeParty(member: Member, options: PartyOptions = {}): Promise<Party> {
  const { suite = 'B', endpoint = `https://${member.toLowerCase()}.example:8443`, nowMs: now = nowMs } = options
  const validity = { notBeforeMs: now - dayMs, notAfterMs: now + 365 * dayMs }
  const trustDomain = `${member.toLowerCase()}.example`
  const ca = await makeCa({ name: `${member} root`, ...validity })
  const signingPem = await makeKey(suites[suite].signingKey)
  const signingRequest = await makeRequest({ keyPem: signingPem, name: `${member} signing`, use: 'signing' })
  const signingCert = await issue({ ca, requestPem: signingRequest, use: 'signing', ...validity })
  const tlsKey = await makeKey('P-256')
  const hosts = ['localhost', '127.0.0.1']
  const tlsRequest = await makeRequest({ keyPem: tlsKey, name: `${member} gateway`, use: 'tls', trustDomain, hosts })
  const tlsCert = await issue({ ca, requestPem: tlsRequest, use: 'tls', ...validity })
  const [encryptionPem, logPem] = [await makeKey(suites[suite].curve), await makeKey('Ed25519')]
  const next = await makeNext(suite)
  const signingKey = await importSigningKey(signingPem, suite)
  const card = await cardOf({
    member,
    trustDomain,
    endpoint,
    suite,
    ca,
    signingCert,
    encryptionPem,
    logPem,
    next: [next.kid],
    ...validity,
  })
  return {
    member,
    suite,
    trustDomain,
    signing: { pem: signingPem, certPem: signingCert, key: signingKey },
    verifying: { key: await importVerifyingKey(await publicJwk(signingPem), suite), ...validity },
    encryption: {
      pem: encryptionPem,
      decrypt: await importDecryptionKey(encryptionPem, suite),
      encrypt: await importEncryptionKey(await publicJwk(encryptionPem), suite),
    },
    log: { pem: logPem, kid: card.log.kid },
    next,
    ca,
    tls: { keyPem: tlsKey, certPem: tlsCert },
    card,
    cardJws: await signCard(card, signingKey),
  }
}

interface CardParts {
  member: Member
  trustDomain: string
  endpoint: string
  suite: SuiteName
  ca: Authority
  signingCert: string
  encryptionPem: string
  logPem: string
  next: string[]
  notBeforeMs: number
  notAfterMs: number
}

async function cardOf(parts: CardParts): Promise<Card> {
  const { member, trustDomain, endpoint, suite, ca, signingCert, encryptionPem, logPem } = parts
  const window = { notBefore: instantText(parts.notBeforeMs), notAfter: instantText(parts.notAfterMs) }
  const signing = readCertificate(signingCert)
  const jwk = await publicJwk(encryptionPem)
  const logJwk = await publicJwk(logPem)
  return {
    v: 2,
    member,
    name: `Customs Administration of ${member}`,
    sequence: 1,
    issuedAt: instantText(parts.notBeforeMs),
    trustDomain,
    endpoint,
    tls: { anchors: [readCertificate(ca.certPem).der.toBase64()], pins: [] },
    signing: [{ kid: thumbprint(publicKeyIn(signing)), suite, certificates: [signing.der.toBase64()], ...window }],
    encryption: [{ kid: thumbprint(jwk), suite, jwk, ...window }],
    log: { kid: thumbprint(logJwk), jwk: logJwk },
    contact: {
      office: 'HQ',
      names: ['Contact Point'],
      email: `contact@${trustDomain}`,
      hours: 'Mo-Fr 08:00-16:00',
      timeZone: 'UTC',
      languages: ['en'],
    },
    standing: {
      protection: 'Customs secrecy as for our own declarations.',
      verificationConfirmation: true,
      inabilities: [],
      assuranceRequired: false,
      reciprocity: { able: true, implemented: true },
    },
    profiles: ['tfa12'],
    assurance: { recipients: 'E', purpose: 'E', disposal: 'D' },
    next: parts.next,
  }
}

/** An item of so many octets in a letter: what the statement says of it and what the letter holds for it. */
export function makeItem(bytes = 1000): { item: StatementItem; keys: LetterMessage['items'][number] } {
  const id = randomUUIDv7()
  const sha256 = () => randomBytes(32).toString('hex')
  return {
    item: {
      id,
      kind: 'commercial-invoice',
      mediaType: 'application/pdf',
      form: 'electronic',
      bytes,
      sha256: sha256(),
      part: { sha256: sha256(), bytes: partBytes(bytes) },
    },
    keys: { id, salt: toBase64url(randomBytes(32)), recipientShare: toBase64url(randomBytes(32)) },
  }
}

export interface MessageOptions {
  readonly body?: JsonObject
  readonly items?: readonly ReturnType<typeof makeItem>[]
  /** Members of the statement to set otherwise than usual. */
  readonly statement?: Partial<Statement>
}

/** A message as a national system would have handed it in. */
export function makeMessage(from: Member, to: Member, options: MessageOptions = {}): LetterMessage {
  const { body = { matter: 'Undervaluation of cartridges' }, items = [makeItem()] } = options
  const salt = randomBytes(32)
  const octets = canonical(body)
  const statement: Statement = {
    v: 2,
    id: randomUUIDv7(),
    case: randomUUIDv7(),
    profile: 'tfa12',
    agreement: { id: 'XA-XB-2026', sha256: 'ab'.repeat(32) },
    type: 'request',
    from: { member: from, office: 'HQ' },
    to: { member: to },
    clock: 1,
    sentAt: instantText(nowMs),
    localDate: '2026-11-21',
    expiresAt: instantText(nowMs + 7 * dayMs),
    body: { sha256: saltedDigest(salt, octets), bytes: octets.length },
    facts: { wanted: items.length },
    items: items.map(({ item }) => item),
    terms: { vocabulary: 'tfa12/terms/2.0', use: 'deny', share: 'deny', terms: [] },
    ...options.statement,
  }
  return { statement, body, salt: toBase64url(salt), items: items.map(({ keys }) => keys) }
}

type Wishes = Partial<Omit<Sealing, 'messages'>> & { readonly messages?: readonly LetterMessage[] }

/** Seals messages from one party to another, one message unless told otherwise. */
export const seal = async (
  from: Party,
  to: Party,
  { messages = [makeMessage(from.member, to.member)], ...otherwise }: Wishes = {},
): Promise<SealedEnvelope> =>
  sealEnvelope({
    messages: messages.map(written),
    from: from.member,
    to: to.member,
    id: randomUUIDv7(),
    expiresAtMs: nowMs + 15 * 60_000,
    signWith: from.signing.key,
    encryptTo: to.encryption.encrypt,
    ...otherwise,
  })

/** How `us` opens what comes over a session with `peer`. */
export const opening = (us: Party, peer: Party, otherwise: Partial<Opening> = {}): Opening => ({
  us: us.member,
  peer: peer.member,
  suite: us.suite,
  ours: [us.encryption.decrypt],
  theirs: [peer.verifying],
  nowMs,
  maxBytes: 1024 * 1024,
  maxSkewMs: 300_000,
  ...otherwise,
})

/** An envelope as it arrives. */
export const octetsOf = ({ envelope }: { envelope: string }): Uint8Array => utf8(envelope)
