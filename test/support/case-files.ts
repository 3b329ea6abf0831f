// A case file as a gateway would export it: two members with real keys, their logs, receipts, checkpoints and cosignatures. In memory,
// because the verifier must be shown thousands of files, each altered in one place and some signed by a member that lies.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { Writable } from 'node:stream'
import { canonical, canonicalText } from '../../crypto/canonical.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { claimedSha256 } from '../../crypto/card/chain.ts'
import { fingerprint } from '../../crypto/card/words.ts'
import { importSigningKey, makeKey, type SigningKey, thumbprint } from '../../crypto/jose/engine.ts'
import { signSeal } from '../../crypto/jose/seal.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { claimedCheckpoint, logOrigin, signCheckpoint } from '../../crypto/log/checkpoint.ts'
import { cosign, witnessName } from '../../crypto/log/cosignature.ts'
import { commitment } from '../../crypto/log/leaf.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { consistencyProof, inclusionProof } from '../../crypto/log/log-path.ts'
import { append, emptyFrontier, type Frontier, leafHash, rootOf } from '../../crypto/log/log-tree.ts'
import { addSignatures } from '../../crypto/log/note.ts'
import { readRecord } from '../../crypto/log/record.ts'
import { decideAddCheckpoint } from '../../crypto/log/witness.ts'
import { sha256Hex, toBase64url, utf8 } from '../../crypto/octets.ts'
import { partBytes } from '../../crypto/part/part.ts'
import { type ReceiptEntry, signReceipt } from '../../crypto/statement/receipt.ts'
import { digestOfStatement, type Statement, saltedDigest, termsSha256 } from '../../crypto/statement/statement.ts'
import { issue, makeRequest } from '../../crypto/x509/authority.ts'
import { publicKeyIn, readCertificate } from '../../crypto/x509/certificates.ts'
import type { CaseFile, ItemEntry, MessageEntry, RecordEntry } from '../../gateway/bundle/format/case-file.ts'
import type { Fingerprints } from '../../gateway/bundle/verify/checks/identities.ts'
import { writeBundle } from '../../gateway/bundle/write/write.ts'
import { defaultTerms } from '../../gateway/model/terms/terms.ts'
import { type Head, headAt, noUses } from '../../gateway/model/terms/uses/uses.ts'
import { profiles } from '../../gateway/profiles/all.ts'
import { instantText } from './instants.ts'
import { verifyingHalf } from './log-reading.ts'
import { type Followed, nextCard } from './next-card.ts'
import { heldCard, makeParty, type Party, nowMs as testNowMs } from './parties.ts'

const minuteMs = 60_000

export interface CaseFileOptions {
  /** Responses after request and acknowledgement. */
  readonly responses?: number
  /** Statements under one seal and receipt. */
  readonly batch?: number
  readonly content?: boolean
  /** Only request, acknowledgement and responses. */
  readonly short?: boolean
  /** When the case begins; the test clock's now, when left out. */
  readonly startMs?: number
  /** Items a response. */
  readonly items?: number
  /**
   * XB gives its first signing key up by a third card before it responds; with `stolen` the responses, and its receipts from then on,
   * are signed with that key all the same.
   */
  readonly givesUp?: 'stolen' | 'honestly'
  /** What XA recorded before it closed the case, such as what its persons signed. */
  readonly recorded?: (of: OfRecorded) => readonly OtherRecord[]
}

interface OfRecorded {
  readonly caseId: string
  readonly item: string
  readonly terms: string
  /** The message that opened the case. */
  readonly opening: { readonly id: string; readonly form: JsonObject; readonly terms: string }
}

interface OtherRecord {
  readonly kind: string
  readonly subject: string
  readonly data: JsonObject
  /** Null: of no case. */
  readonly case?: null
}

export interface MadeCase {
  readonly file: CaseFile
  readonly fingerprints: Fingerprints
  /** When the bundle is looked at. */
  readonly nowMs: number
  readonly xa: Party
  readonly xb: Party
  /** The second card of XB. */
  readonly second: Followed
  readonly logs: { readonly XA: TestLog; readonly XB: TestLog }
}

/** XA asks, XB answers, one withdrawal of XA is refused, and XA writes one statement that never leaves. XA exports. */
export async function makeCaseFile(options: CaseFileOptions = {}): Promise<MadeCase> {
  const { responses = 4, batch = 3, content = true, short = false, items = 1, startMs = testNowMs } = options
  const { givesUp, recorded } = options
  const [xa, xb] = await Promise.all([makeParty('XA', { nowMs: startMs }), makeParty('XB', { nowMs: startMs })])
  const renewed = await renewCard(xb, startMs)
  const signers = { XA: [xa.signing.key], XB: [xb.signing.key, renewed.key] }
  const logs = { XA: makeLog(xa), XB: makeLog(xb) }
  const caseId = randomUUIDv7()
  const agreement = canonicalText(agreementOf(xa, xb))
  const about = { caseId, agreement: { id: 'XA-XB-2026', sha256: sha256Hex(utf8(agreement)) } }
  const messages: MessageEntry[] = []
  const itemEntries: ItemEntry[] = []
  const receipts: { direction: 'in' | 'out'; jws: string; at: string }[] = []
  const records: Omit<RecordEntry, 'proof'>[] = []
  const previous = new Map<string, string>()
  let atMs = startMs
  let clock = 0

  const keep = (
    at: number,
    kind: string,
    subject: string,
    data: JsonObject,
    ofCase: string | null = caseId,
  ): number => {
    // Between the leaves of this case lie those of others.
    for (let other = 0; other < 3; other += 1) logs.XA.add(randomBytes(32))
    const record = { v: 1, at: instantText(at), kind, case: ofCase, subject, data }
    const salt = randomBytes(32)
    const index = logs.XA.add(commitment(salt, record))
    records.push({ index, record, salt: toBase64url(salt) })
    return index
  }

  /** What XA did with content, in its chain. */
  let uses = noUses
  const use = (kind: 'release' | 'denial' | 'key.destroyed', subject: string, data: JsonObject): void => {
    const place = { member: 'XA', number: uses.count + 1, previous: uses.head }
    keep(atMs, kind, subject, { ...data, pseudonym: 'f'.repeat(64), roles: ['release'], place })
    uses = headAt(readRecord(records.at(-1)?.record), place)
  }
  const usesOf = (member: string) => (member === 'XA' && uses.count > 0 ? { uses } : {})

  async function deliver(
    drafts: readonly Draft[],
    outcome: ReceiptEntry['outcome'] = 'received',
    sealed = true,
  ): Promise<void> {
    const from = drafts[0]?.from ?? 'XA'
    const to = from === 'XA' ? 'XB' : 'XA'
    const recipient = to === 'XA' ? xa : xb
    const made = drafts.map((draft) => {
      clock += 1
      atMs += minuteMs
      const one = makeStatement(draft, {
        ...about,
        from,
        to,
        clock,
        sentAtMs: atMs,
        previous: previous.get(from),
        items,
        ...usesOf(from),
      })
      if (outcome === 'received' && sealed) previous.set(from, one.sha256)
      return one
    })
    const newest = messages.length > (givesUp ? 2 : 3) && !(givesUp === 'stolen' && from === 'XB')
    const key = signers[from].at(newest ? -1 : 0) as SigningKey
    const digests = made.map(({ sha256 }) => sha256)
    const seal = sealed
      ? await signSeal({ v: 1, from, to, kid: recipient.card.encryption[0]?.kid ?? '', digests }, key)
      : null
    const arrivedMs = atMs + 5_000
    const leaves = made.map(({ statement, sha256 }) =>
      from === 'XA'
        ? keep(arrivedMs, 'statement.sent', statement.id, { sha256, terms: termsSha256(statement.terms) })
        : keep(arrivedMs, 'statement.received', statement.id, { sha256, from }),
    )
    for (const one of made) {
      messages.push({
        ...{ statement: one.statement, sha256: one.sha256, seal, storedAt: instantText(arrivedMs) },
        direction: from === 'XA' ? 'out' : 'in',
        standing: outcome === 'received' ? 'kept' : 'refused',
        ...(content ? { content: one.content } : {}),
      })
      itemEntries.push(...one.items.map((item) => (content ? item : withoutContent(item))))
    }
    if (!sealed) return
    const theirLeaves = made.map(() => logs.XB.add(randomBytes(32)))
    const receipt = {
      ...{ v: 2 as const, id: randomUUIDv7(), from: to, to: from },
      envelope: { id: randomUUIDv7(), sha256: randomBytes(32).toString('hex') },
      at: instantText(arrivedMs + 1_000),
      checkpoint: logs[to].checkpoint(),
      cards: { mine: heldCard(recipient.card), yours: heldCard((from === 'XA' ? xa : xb).card) },
      entries: made.map(({ statement, sha256 }, at) => ({
        ...{ id: statement.id, sha256, terms: termsSha256(statement.terms), outcome },
        ...(outcome === 'received'
          ? { leaf: (to === 'XA' ? leaves : theirLeaves)[at] as number, ...usesOf(to) }
          : { problem: 'body-invalid' }),
      })),
    }
    const rolledOver = messages.length > (givesUp ? 2 : 3) && givesUp !== 'stolen'
    const signer = (to === 'XA' ? signers.XA[0] : signers.XB.at(rolledOver ? -1 : 0)) as SigningKey
    receipts.push({
      direction: to === 'XA' ? 'out' : 'in',
      jws: await signReceipt(receipt, signer),
      at: instantText(arrivedMs + 1_500),
    })
    const { id: envelope, sha256 } = receipt.envelope
    if (to === 'XA') keep(arrivedMs + 1_000, 'receipt.given', receipt.id, { to: from, envelope, sha256 }, null)
    else keep(arrivedMs + 1_500, 'receipt.received', receipt.id, { partner: to, envelope, sha256 }, null)
    if (outcome !== 'received') {
      for (const { statement } of made)
        keep(arrivedMs + 1_500, 'statement.refused', statement.id, { by: to, problem: 'body-invalid' })
    }
  }

  const inForce = (at: number, { member, sequence }: Card, jws: string) =>
    keep(at, 'card', member, { sequence, sha256: claimedSha256(jws) }, null)
  inForce(startMs, xa.card, xa.cardJws)
  inForce(startMs, xb.card, xb.cardJws)
  await deliver([{ from: 'XA', type: 'request' }])
  await deliver([{ from: 'XB', type: 'ack' }])
  inForce(atMs, renewed.card, renewed.jws)
  const third = givesUp && (await lessOf(renewed))
  if (third) inForce(atMs, third.card, third.jws)
  if (!short) await deliver([{ from: 'XA', type: 'withdraw' }], 'refused')
  for (let done = 0; done < responses; done += batch) {
    const count = Math.min(batch, responses - done)
    await deliver(Array.from({ length: count }, () => ({ from: 'XB', type: 'response' }) as const))
  }
  const read = itemEntries.find(({ message }) => message === messages[3]?.statement.id)
  const under = messages[3]?.statement.terms
  if (read && under) {
    const said = { office: 'HQ', purpose: 'VERIFY_VALUE', terms: termsSha256(under) }
    use('release', read.id, said)
    use('denial', read.id, { ...said, purpose: 'VERIFY_OTHER', term: 'purpose', paragraph: '5.1 b' })
    use('release', read.id, said)
  }
  const of = { caseId, item: read?.id ?? '', terms: termsSha256(under ?? {}), opening: openingOf(messages) }
  for (const { kind, subject, data, case: no } of recorded?.(of) ?? [])
    if (kind === 'release') use(kind, subject, data)
    else keep(atMs, kind, subject, data, no === null ? null : caseId)
  if (!short) {
    await deliver([{ from: 'XA', type: 'close' }])
    await deliver([{ from: 'XA', type: 'withdraw' }], 'received', false)
    if (read && under) use('release', read.id, { office: 'HQ', purpose: 'VERIFY_VALUE', terms: termsSha256(under) })
  }

  const note = await logs.XA.cosignedBy(xb, Math.floor(atMs / 1000) + 60)
  const partnerCheckpoints = [logs.XB.checkpoint()]
  logs.XB.add(randomBytes(32))
  partnerCheckpoints.push(await logs.XB.cosignedBy(xa, Math.floor(atMs / 1000) + 61))
  const file: CaseFile = {
    v: 1,
    case: caseId,
    exportedBy: 'XA',
    exportedAt: instantText(atMs + 60 * minuteMs),
    agreement: { text: agreement, sha256: about.agreement.sha256 },
    members: ['XA', 'XB'],
    cards: [
      { member: 'XA', sequence: 1, jws: xa.cardJws, seenAt: instantText(startMs) },
      { member: 'XB', sequence: 1, jws: xb.cardJws, seenAt: instantText(startMs) },
      { member: 'XB', sequence: 2, jws: renewed.jws, seenAt: instantText(startMs + 2 * minuteMs) },
      ...(third ? [{ member: 'XB', sequence: 3, jws: third.jws, seenAt: instantText(startMs + 3 * minuteMs) }] : []),
    ],
    messages,
    items: itemEntries,
    receipts,
    records: await Promise.all(
      records.map(async (record) => ({ ...record, proof: await logs.XA.proof(record.index) })),
    ),
    checkpoint: { note, timestamps: [{ tsr: randomBytes(400).toString('base64') }] },
    partnerCheckpoints,
  }
  const fingerprints = { XA: fingerprint(xa.card), XB: fingerprint(xb.card) }
  return { file, fingerprints, nowMs: atMs + 365 * 24 * 60 * minuteMs, xa, xb, second: renewed, logs }
}

function openingOf([first]: readonly MessageEntry[]): OfRecorded['opening'] {
  const { id = '', terms = {} } = (first?.statement ?? {}) as Partial<Statement>
  return { id, terms: termsSha256(terms), form: first?.content?.form ?? {} }
}

const agreementOf = (xa: Party, xb: Party): JsonObject => ({
  v: 1,
  id: 'XA-XB-2026',
  members: [xa.member, xb.member],
  profiles: ['tfa12'],
  suite: 'B',
  legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
  languages: ['en'],
  from: '2026-01-01',
  parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: [] },
  terms: { retentionDays: 1826 },
})

interface Draft {
  readonly from: 'XA' | 'XB'
  readonly type: 'request' | 'ack' | 'response' | 'withdraw' | 'close'
}

interface Place {
  readonly caseId: string
  readonly agreement: Statement['agreement']
  readonly from: string
  readonly to: string
  readonly clock: number
  readonly sentAtMs: number
  readonly previous: string | undefined
  readonly items: number
  readonly uses?: Head
}

function makeStatement({ type }: Draft, place: Place) {
  const { caseId, agreement, from, to, clock, sentAtMs, previous } = place
  const message = profiles.get('tfa12')?.messages[type]
  const carried = type === 'response' ? Array.from({ length: place.items }, () => makeItem()) : []
  const { examples = [] } = (message?.body ?? {}) as { examples?: JsonObject[] }
  const form = formOf(type, examples[0] as JsonObject, carried[0]?.item.id)
  const content = {
    form,
    names: Object.fromEntries(carried.map(({ item, content }) => [item.id, content.name])),
    salt: randomBytes(32),
  }
  const octets = canonical({ form: content.form, names: content.names })
  const statement: Statement = {
    ...{ v: 2, id: randomUUIDv7(), case: caseId, profile: 'tfa12', agreement, type },
    from: { member: from, office: 'HQ' },
    to: { member: to },
    clock,
    ...(previous === undefined ? {} : { previous }),
    sentAt: instantText(sentAtMs),
    localDate: instantText(sentAtMs).slice(0, 10),
    expiresAt: instantText(sentAtMs + 7 * 24 * 60 * minuteMs),
    body: { sha256: saltedDigest(content.salt, octets), bytes: octets.length },
    facts: message?.facts(form) ?? {},
    items: carried.map(({ item }) => item),
    terms: termsOf(from, to, caseId, type),
    ...(place.uses && { uses: place.uses }),
  }
  return {
    statement,
    sha256: digestOfStatement(statement),
    content: { ...content, salt: toBase64url(content.salt) },
    items: carried.map(
      ({ item: { form: _, ...item }, content }): ItemEntry => ({ ...item, message: statement.id, content }),
    ),
  }
}

/** Responses answer in part, so that more of them may follow. */
const formOf = (type: string, example: JsonObject, item: string | undefined): JsonObject =>
  type === 'response'
    ? {
        ...example,
        final: false,
        outcomes: [
          { wanted: 'w1', outcome: 'partly', reason: 'More follows.', items: item ? [item] : [], verified: false },
        ],
      }
    : structuredClone(example)

const termsOf = (provider: string, recipient: string, matter: string, type: string): JsonObject =>
  defaultTerms({
    ...{ provider, recipient, matter, legalBasis: 'WTO Trade Facilitation Agreement, Article 12' },
    protection: {
      level: 'customs-confidential',
      description: 'Held strictly in confidence;\naccess only for officers dealing with the matter.',
      measures: ['encrypted at rest'],
      law: [{ topic: 'protection', reference: 'Customs Act 2014, s. 18' }],
    },
    offices: ['HQ'],
    purposes: ['VERIFY_VALUE'],
    localDate: instantText(testNowMs).slice(0, 10),
    defaults: type === 'response' ? { export: 'sealed', marking: 'CUSTOMS CONFIDENTIAL' } : {},
  }) as unknown as JsonObject

function makeItem() {
  const id = randomUUIDv7()
  const octets = new Uint8Array(randomBytes(700))
  const salt = new Uint8Array(randomBytes(32))
  return {
    item: {
      ...{ id, kind: 'commercial-invoice', mediaType: 'application/pdf', form: 'electronic' as const },
      bytes: octets.length,
      sha256: saltedDigest(salt, octets),
      part: { sha256: randomBytes(32).toString('hex'), bytes: partBytes(octets.length) },
    },
    content: {
      octets: async function* () {
        yield octets.subarray(0, 300)
        yield octets.subarray(300)
      },
      salt: toBase64url(salt),
      plainSha256: sha256Hex(octets),
      name: 'invoice.pdf',
    },
  }
}

const withoutContent = ({ content: _, ...item }: ItemEntry): ItemEntry => item

/** A second card with a new signing key beside the old one. */
async function renewCard(
  { card, ca, member, signing, suite, next }: Party,
  startMs: number,
): Promise<Followed & { key: SigningKey }> {
  const pem = await makeKey('P-256')
  const requestPem = await makeRequest({ keyPem: pem, name: `${member} signing 2`, use: 'signing' })
  const { notBefore, notAfter } = card.signing[0] as Card['signing'][number]
  const [notBeforeMs, notAfterMs] = [Date.parse(notBefore), Date.parse(notAfter)]
  const leaf = readCertificate(await issue({ ca, requestPem, use: 'signing', notBeforeMs, notAfterMs }))
  const entry = { kid: thumbprint(publicKeyIn(leaf)), suite, certificates: [leaf.der.toBase64()], notBefore, notAfter }
  const newer = await nextCard(
    card,
    { by: next, signWith: signing.key },
    { issuedAt: instantText(startMs + minuteMs), signing: [entry, ...card.signing] },
  )
  return { ...newer, key: await importSigningKey(pem, suite) }
}

/** A third card, with the new signing key alone. */
const lessOf = ({ card, next, key }: Followed & { key: SigningKey }): Promise<Followed> =>
  nextCard(card, { by: next, signWith: key }, { signing: card.signing.slice(0, 1) })

/** A log in memory: all that proofs need. */
export interface TestLog {
  add(entry: Uint8Array): number
  checkpoint(): string
  cosignedBy(witness: Party, atSeconds: number): Promise<string>
  /** Inclusion in the tree as it is now, base64. */
  proof(index: number): Promise<string[]>
}

export function makeLog(party: Party): TestLog {
  const key = logSigningKey(party.log.pem)
  const origin = logOrigin(party.trustDomain)
  const hashes = new Map<string, Uint8Array>()
  let frontier: Frontier = emptyFrontier
  const readHash = (level: number, index: number) => hashes.get(`${level}/${index}`) as Uint8Array
  const checkpoint = () => signCheckpoint({ origin, size: frontier.size, rootHash: rootOf(frontier) }, key)
  return {
    add(entry) {
      frontier = append(frontier, [leafHash(entry)], (level, index, hash) => hashes.set(`${level}/${index}`, hash))
      return frontier.size - 1
    },
    checkpoint,
    async cosignedBy(witness, atSeconds) {
      const note = checkpoint()
      const proof = await consistencyProof(0, frontier.size, readHash)
      const log = { origin, key: verifyingHalf(key) }
      const decision = decideAddCheckpoint(undefined, { oldSize: 0, proof, checkpoint: claimedCheckpoint(note) }, log)
      if (decision.verdict !== 'accept') throw new Error(`the witness says ${decision.verdict}`)
      const name = witnessName(witness.trustDomain)
      return addSignatures(note, [
        cosign(decision.checkpoint, { name, key: logSigningKey(witness.log.pem), atSeconds }),
      ])
    },
    proof: async (index) => (await inclusionProof(index, frontier.size, readHash)).map((hash) => hash.toBase64()),
  }
}

/** What a writer of a bundle writes to a stream, in memory. */
export async function collected(write: (to: Writable) => Promise<unknown>): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  const to = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(chunk)
      done()
    },
  })
  await write(to)
  return new Uint8Array(Buffer.concat(chunks))
}

export const octetsOfBundle = (file: CaseFile): Promise<Uint8Array> => collected((to) => writeBundle(file, to))
