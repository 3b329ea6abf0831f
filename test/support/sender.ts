// A member that signs correctly and may say anything: makes statements, letters and deliveries by hand and posts them to a partner door.
// What it says no national door takes, so story.ts cannot tell it.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonical } from '../../crypto/canonical.ts'
import { signingKeysOf } from '../../crypto/card/card-keys.ts'
import { importEncryptionKey, importSigningKey } from '../../crypto/jose/engine.ts'
import { sealEnvelope } from '../../crypto/jose/envelope.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { sha256Hex, toBase64url, utf8, xor } from '../../crypto/octets.ts'
import { writeFrames } from '../../crypto/part/frames.ts'
import { encryptPart, partContext } from '../../crypto/part/part.ts'
import { type Receipt, verifyReceipt } from '../../crypto/statement/receipt.ts'
import { type Statement, saltedDigest, termsSha256 } from '../../crypto/statement/statement.ts'
import type { Agreement } from '../../gateway/model/agreement.ts'
import type { Profile } from '../../gateway/model/profile/profile.ts'
import { defaultTerms } from '../../gateway/model/terms/terms.ts'
import type { PurposeCode } from '../../gateway/model/terms/vocabulary.ts'
import { profiles } from '../../gateway/profiles/all.ts'
import { requestBody } from './bodies.ts'
import type { Installation } from './installation.ts'
import { type LetterMessage, written } from './letter-message.ts'
import { knock, lineBetween } from './partner-client.ts'

export interface Made {
  readonly message: LetterMessage
  readonly parts: readonly Uint8Array[]
}
export interface Wishes {
  readonly type?: string
  /** The form; a function gets the id of the item. */
  readonly body?: JsonObject | ((item: string) => JsonObject)
  readonly statement?: Partial<Statement>
  readonly terms?: (terms: JsonObject) => JsonObject
  /** One item with this content. */
  readonly content?: Uint8Array
  /** What its file is called. */
  readonly name?: string
  /** Called with the finished message, to spoil it. */
  readonly spoil?: (message: LetterMessage) => LetterMessage
}

export async function senderOf(from: Installation, to: Installation, agreement: Agreement) {
  const signWith = await importSigningKey(readFileSync(join(from.folder, 'keys/signing.key.pem'), 'utf8'), from.suite)
  const [encryption] = to.card.encryption
  if (!encryption) throw new Error('no encryption key')
  const encryptTo = await importEncryptionKey(encryption.jwk as JsonObject, to.suite)
  const theirs = await signingKeysOf(to.card)
  const line = lineBetween(from, to)
  const opened = new Set<string>()

  /** What this member gives may be used for, as its gateway would say. */
  function purposesOf(profile: Profile | undefined, type: string, id: string): readonly PurposeCode[] {
    const message = profile?.messages[type]
    if (message?.opens) opened.add(id)
    const role = message?.from === 'either' || !message ? (opened.has(id) ? 'requesting' : 'requested') : message.from
    const fixed = profile?.purposes[role] ?? 'of-case'
    return fixed === 'of-case' ? ['VERIFY_VALUE'] : fixed
  }

  async function make({
    type = 'request',
    body,
    statement: changes = {},
    terms: change = (terms) => terms,
    content,
    name = 'paper.pdf',
    spoil = (message) => message,
  }: Wishes = {}): Promise<Made> {
    const id = changes.case ?? randomUUIDv7()
    const now = new Date()
    const profile = profiles.get(changes.profile ?? 'tfa12')
    const terms = change(
      defaultTerms({
        provider: from.member,
        recipient: to.member,
        legalBasis: agreement.legalBasis,
        protection: { level: 'customs-confidential', description: 'secret', measures: [], law: [] },
        offices: ['HQ'],
        purposes: purposesOf(profile, type, id),
        matter: id,
        localDate: now.toISOString().slice(0, 10),
        defaults: agreement.terms,
      }) as unknown as JsonObject,
    )
    const salt = new Uint8Array(randomBytes(32))
    const made = content === undefined ? undefined : await itemOf(content, terms)
    const form = typeof body === 'function' ? body(made?.item.id ?? '') : (body ?? (requestBody() as JsonObject))
    const wrapped = { form, names: made ? { [made.item.id]: name } : {} }
    const octets = canonical(wrapped)
    const statement: Statement = {
      v: 2,
      id: randomUUIDv7(),
      case: id,
      profile: 'tfa12',
      agreement: { id: agreement.id, sha256: sha256Hex(canonical(agreement)) },
      type,
      from: { member: from.member, office: 'HQ' },
      to: { member: to.member },
      clock: 1,
      sentAt: now.toISOString(),
      localDate: now.toISOString().slice(0, 10),
      expiresAt: new Date(now.getTime() + 86_400_000).toISOString(),
      body: { sha256: saltedDigest(salt, octets), bytes: octets.length },
      facts: profile?.messages[type]?.facts(form) ?? {},
      items: made ? [made.item] : [],
      terms,
      ...changes,
    }
    const message = { statement, body: wrapped, salt: toBase64url(salt), items: made ? [made.keys] : [] }
    return { message: spoil(message), parts: made ? [made.part] : [] }
  }

  const seal = async (
    messages: readonly LetterMessage[],
    changes: Partial<Parameters<typeof sealEnvelope>[0]> = {},
  ) => {
    const id = randomUUIDv7()
    const sealed = await sealEnvelope({
      messages: messages.map(written),
      from: from.member,
      to: to.member,
      id,
      expiresAtMs: Date.now() + 120_000,
      signWith,
      encryptTo,
      ...changes,
    })
    return { ...sealed, id: changes.id ?? id }
  }

  const post = (frames: readonly Uint8Array[], contentType = 'application/cbor-seq') =>
    knock(line, {
      method: 'POST',
      path: '/v1/deliveries',
      headers: { 'content-type': contentType },
      body: writeFrames([...frames]),
    })

  /** The whole way; resolves with the verified receipt. */
  async function deliver(made: readonly Made[]): Promise<Receipt> {
    const sealed = await seal(made.map(({ message }) => message))
    const answer = await post([utf8(sealed.envelope), ...made.flatMap(({ parts }) => parts)])
    if (!('status' in answer) || answer.status !== 200) throw new Error(`no receipt: ${JSON.stringify(answer)}`)
    return verifyReceipt(answer.body, {
      from: to.member,
      to: from.member,
      envelope: { id: sealed.id, sha256: sealed.sha256 },
      statements: sealed.statements,
      keys: theirs,
      madeAtMs: Date.now(),
      nowMs: Date.now(),
    })
  }
  return { make, seal, post, deliver, line, signWith, encryptTo }
}

export async function itemOf(content: Uint8Array, terms: JsonObject) {
  const [id, key, salt] = [randomUUIDv7(), new Uint8Array(randomBytes(32)), new Uint8Array(randomBytes(32))]
  const source = (async function* () {
    yield content
  })()
  const chunks: Uint8Array[] = []
  for await (const chunk of encryptPart(source, {
    key,
    salt: new Uint8Array(randomBytes(24)),
    context: partContext(id, termsSha256(terms)),
  }))
    chunks.push(chunk)
  const part = new Uint8Array(Buffer.concat(chunks))
  const share = new Uint8Array(randomBytes(32))
  return {
    part,
    item: {
      id,
      kind: 'commercial-invoice',
      mediaType: 'application/pdf',
      form: 'electronic' as const,
      bytes: content.length,
      sha256: saltedDigest(salt, content),
      part: { sha256: sha256Hex(part), bytes: part.length },
    },
    keys: {
      id,
      salt: toBase64url(salt),
      recipientShare: toBase64url(share),
      providerShare: toBase64url(xor(key, share)),
    },
  }
}
