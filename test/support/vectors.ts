// The vectors of docs/vectors/v2.json: how they are made, out of fixed keys and fixed random octets, and what they look like.
// Signatures and envelopes hold fresh randomness, so they are kept as they came out; everything else comes out the same each time.
import { readFileSync } from 'node:fs'
import { canonical, canonicalText } from '../../crypto/canonical.ts'
import {
  importDecryptionKey,
  importEncryptionKey,
  importSigningKey,
  importVerifyingKey,
  makeKey,
  publicJwk,
  thumbprint,
} from '../../crypto/jose/engine.ts'
import { sealEnvelope } from '../../crypto/jose/envelope.ts'
import { type Opening, openEnvelope } from '../../crypto/jose/opening.ts'
import { type SuiteName, suites } from '../../crypto/jose/suites.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { sha256Hex, toBase64url, toHex, utf8, xor } from '../../crypto/octets.ts'
import { writeFrames } from '../../crypto/part/frames.ts'
import { encryptPart, partContext } from '../../crypto/part/part.ts'
import { type Receipt, signReceipt } from '../../crypto/statement/receipt.ts'
import { digestOfStatement, type Statement, saltedDigest, termsSha256 } from '../../crypto/statement/statement.ts'
import { type LetterMessage, written } from './letter-message.ts'

export interface KeyVector {
  readonly pem: string
  readonly jwk: JsonObject
  readonly kid: string
}
export interface Exchanged {
  /** As it lies inside the envelope. */
  readonly seal: string
  readonly envelope: string
  readonly envelopeSha256: string
  readonly receipt: string
}
export interface RefusedVector {
  /** What was done to it. */
  readonly what: string
  readonly verdict: string
  readonly envelope?: string
  readonly part?: string
  readonly receipt?: string
}
export interface Vectors {
  readonly about: string
  readonly nowAt: string
  readonly keys: Readonly<Record<SuiteName, Readonly<Record<'signingXA' | 'signingXB' | 'encryptionXB', KeyVector>>>>
  readonly envelopeId: string
  readonly envelopeExpiresAtMs: number
  readonly message: LetterMessage
  readonly statementSha256: string
  readonly termsSha256: string
  readonly item: { readonly plaintext: string; readonly key: string; readonly salt: string; readonly context: string }
  /** Hex. */
  readonly part: string
  readonly receipt: Receipt
  readonly suites: Readonly<Record<SuiteName, Exchanged>>
  /** Suite B. */
  readonly refused: readonly RefusedVector[]
}

/** Where they are kept. */
export const vectorFile = new URL('../../docs/vectors/v2.json', import.meta.url)

export const readVectors = (): Vectors => JSON.parse(readFileSync(vectorFile, 'utf8')) as Vectors

const ids = {
  statement: '019abcde-f000-7000-8000-000000000001',
  case: '019abcde-f000-7000-8000-000000000002',
  item: '019abcde-f000-7000-8000-000000000003',
  envelope: '019abcde-f000-7000-8000-000000000004',
  receipt: '019abcde-f000-7000-8000-000000000005',
} as const
const nowMs = Date.parse('2026-11-21T20:42:40.000Z')
const dayMs = 86_400_000
/** Where random octets would stand: 32 times one octet, easily told apart. */
const octets = (octet: number, count = 32) => new Uint8Array(count).fill(octet)

const terms: JsonObject = {
  vocabulary: 'tfa12/terms/2.0',
  provider: 'XA',
  recipient: 'XB',
  legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
  use: 'deny',
  share: 'deny',
  protection: { level: 'customs-confidential', description: 'Held in confidence.', measures: [], law: [] },
  terms: [
    { term: 'recipients', paragraph: '5.1 b', assurance: 'E', offices: ['HQ'] },
    { term: 'purpose', paragraph: '5.1 b', assurance: 'E', purposes: ['VERIFY_VALUE'], matter: ids.case },
  ],
}

/** The file anew; keys are those of `before`, so that what does not hang on chance stays as it is. */
export async function makeVectors(before: Pick<Vectors, 'keys'> | undefined): Promise<Vectors> {
  const keys = before?.keys ?? { B: await keysOf('B'), A: await keysOf('A') }
  const plaintext = 'What was asked for, octet for octet.\n'
  const item = { key: octets(0x11), partSalt: octets(0x22, 24), salt: octets(0x33), share: octets(0x44) }
  const context = partContext(ids.item, termsSha256(terms))
  const part = await partOf(utf8(plaintext), { key: item.key, salt: item.partSalt, context })
  const message = messageOf(utf8(plaintext), part, item)
  const statement = message.statement
  const receiptOf = (envelope: Receipt['envelope']): Receipt => ({
    v: 2,
    id: ids.receipt,
    from: 'XB',
    to: 'XA',
    envelope,
    at: '2026-11-21T20:42:41.000Z',
    entries: [
      { id: statement.id, sha256: digestOfStatement(statement), terms: termsSha256(terms), outcome: 'received' },
    ],
    cards: { mine: { sequence: 3, sha256: 'b3'.repeat(32) }, yours: { sequence: 7, sha256: 'a7'.repeat(32) } },
  })
  const exchange = async (suite: SuiteName, sealing: Partial<Parameters<typeof sealEnvelope>[0]> = {}) => {
    const { signingXA, signingXB, encryptionXB } = keys[suite]
    const sealed = await sealEnvelope({
      messages: [written(message)],
      from: 'XA',
      to: 'XB',
      id: ids.envelope,
      expiresAtMs: nowMs + 360_000,
      signWith: await importSigningKey(signingXA.pem, suite),
      encryptTo: await importEncryptionKey(encryptionXB.jwk, suite),
      ...sealing,
    })
    const receipt = receiptOf({ id: ids.envelope, sha256: sealed.sha256 })
    const signed = await signReceipt(receipt, await importSigningKey(signingXB.pem, suite))
    return { envelope: sealed.envelope, envelopeSha256: sealed.sha256, receipt: signed }
  }
  const withSeal = async (suite: SuiteName, exchanged: Omit<Exchanged, 'seal'>): Promise<Exchanged> => {
    const { seal } = await openEnvelope(utf8(exchanged.envelope), await openingOf(keys, suite))
    return { seal, ...exchanged }
  }
  const [b, a] = [await exchange('B'), await exchange('A')]
  const expired = await exchange('B', { expiresAtMs: nowMs - 1 })
  const signXB = await importSigningKey(keys.B.signingXB.pem, 'B')
  const cut = part.subarray(0, -1)
  return {
    about:
      'Protocol version 1, see docs/protocol.md. The keys are published and worth nothing. Made by scripts/docs.ts --vectors.',
    nowAt: new Date(nowMs).toISOString(),
    keys,
    envelopeId: ids.envelope,
    envelopeExpiresAtMs: nowMs + 360_000,
    message,
    statementSha256: digestOfStatement(statement),
    termsSha256: termsSha256(terms),
    item: { plaintext, key: toHex(item.key), salt: toHex(item.partSalt), context: new TextDecoder().decode(context) },
    part: toHex(part),
    receipt: receiptOf({ id: ids.envelope, sha256: b.envelopeSha256 }),
    suites: { B: await withSeal('B', b), A: await withSeal('A', a) },
    refused: [
      { what: 'one character of the ciphertext changed', verdict: 'undecryptable', envelope: changed(b.envelope) },
      { what: 'a line feed at the end', verdict: 'malformed', envelope: `${b.envelope}\n` },
      { what: 'expired 1 ms ago', verdict: 'expired', envelope: expired.envelope },
      { what: 'of suite A where the agreement says B', verdict: 'algorithm', envelope: a.envelope },
      { what: 'one octet short', verdict: 'part-corrupt', part: toHex(cut) },
      {
        what: 'about another envelope',
        verdict: 'receipt',
        receipt: await signReceipt(receiptOf({ id: ids.envelope, sha256: expired.envelopeSha256 }), signXB),
      },
      { what: 'a seal instead of a receipt', verdict: 'receipt', receipt: b.receipt.replace(/^[^.]+/, headOfSeal) },
    ],
  }
}

/** How XB opens what comes from XA, at the instant of the vectors. */
export const openingOf = async (keys: Vectors['keys'], suite: SuiteName): Promise<Opening> => ({
  us: 'XB',
  peer: 'XA',
  suite,
  ours: [await importDecryptionKey(keys[suite].encryptionXB.pem, suite)],
  theirs: [await windowed(keys[suite].signingXA.jwk, suite)],
  nowMs,
  maxBytes: 65_536,
  maxSkewMs: 300_000,
})

export const windowed = async (jwk: JsonObject, suite: SuiteName) => ({
  key: await importVerifyingKey(jwk, suite),
  notBeforeMs: nowMs - dayMs,
  notAfterMs: nowMs + dayMs,
})

/** The same message as text, and the octets of the delivery that carries it. */
export const statementText = ({ message }: Vectors): string => canonicalText(message.statement)
export const deliveryOf = ({ part, suites: { B } }: Vectors): Uint8Array =>
  writeFrames([utf8(B.envelope), Uint8Array.fromHex(part)])
export const headerOf = (compact: string): string =>
  Buffer.from(compact.split('.')[0] ?? '', 'base64url').toString('utf8')
export const payloadOf = (compact: string): string =>
  Buffer.from(compact.split('.')[1] ?? '', 'base64url').toString('utf8')

async function keysOf(suite: SuiteName): Promise<Vectors['keys'][SuiteName]> {
  const make = async (kind: Parameters<typeof makeKey>[0]): Promise<KeyVector> => {
    const pem = await makeKey(kind)
    const jwk = await publicJwk(pem)
    return { pem, jwk, kid: thumbprint(jwk) }
  }
  const { signingKey, curve } = suites[suite]
  return { signingXA: await make(signingKey), signingXB: await make(signingKey), encryptionXB: await make(curve) }
}

async function partOf(plaintext: Uint8Array, how: Parameters<typeof encryptPart>[1]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  const source = (async function* () {
    yield plaintext
  })()
  for await (const chunk of encryptPart(source, how)) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

function messageOf(
  plaintext: Uint8Array,
  part: Uint8Array,
  { key, salt, share }: Readonly<Record<'key' | 'salt' | 'share', Uint8Array>>,
): LetterMessage {
  const body = { form: { note: 'a vector' }, names: { [ids.item]: 'answer.txt' } }
  const bodySalt = octets(0x55)
  const written = canonical(body)
  const statement: Statement = {
    v: 2,
    id: ids.statement,
    case: ids.case,
    profile: 'link-test',
    agreement: { id: 'xa-xb-tfa12', sha256: 'ab'.repeat(32) },
    type: 'test',
    from: { member: 'XA', office: 'HQ' },
    to: { member: 'XB' },
    clock: 1,
    sentAt: '2026-11-21T20:42:36.000Z',
    localDate: '2026-11-21',
    expiresAt: new Date(Date.parse('2026-11-21T20:42:36.000Z') + 7 * dayMs).toISOString(),
    body: { sha256: saltedDigest(bodySalt, written), bytes: written.length },
    facts: {},
    items: [
      {
        id: ids.item,
        kind: 'test',
        mediaType: 'text/plain',
        form: 'electronic',
        bytes: plaintext.length,
        sha256: saltedDigest(salt, plaintext),
        part: { sha256: sha256Hex(part), bytes: part.length },
      },
    ],
    terms,
  }
  const keysOfItem = {
    id: ids.item,
    salt: toBase64url(salt),
    recipientShare: toBase64url(share),
    providerShare: toBase64url(xor(key, share)),
  }
  return { statement, body, salt: toBase64url(bodySalt), items: [keysOfItem] }
}

const headOfSeal = (head: string): string => {
  const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as JsonObject
  return Buffer.from(JSON.stringify({ ...header, typ: 'bulla-seal+jws' })).toString('base64url')
}

/** Another base64url character in the middle of the ciphertext. */
function changed(envelope: string): string {
  const parts = envelope.split('.')
  const ciphertext = parts[3] ?? ''
  const at = Math.floor(ciphertext.length / 8) * 4
  parts[3] = `${ciphertext.slice(0, at)}${ciphertext[at] === 'A' ? 'B' : 'A'}${ciphertext.slice(at + 1)}`
  return parts.join('.')
}
