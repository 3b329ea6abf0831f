// A case as the requesting member holds it after a response, every row of it genuine: statements under seals, evidence, terms, an item. What
// flows are given of store and log lies in memory, so that a test may edit any row.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { canonical } from '../../crypto/canonical.ts'
import { signSeal } from '../../crypto/jose/seal.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { sha256Hex, toBase64url, utf8 } from '../../crypto/octets.ts'
import { encryptPart, partContext } from '../../crypto/part/part.ts'
import { signReceipt } from '../../crypto/statement/receipt.ts'
import { digestOfStatement, type Statement, saltedDigest, termsSha256 } from '../../crypto/statement/statement.ts'
import { openings } from '../../gateway/flows/content/opening.ts'
import { openSecrets } from '../../gateway/flows/content/secrets.ts'
import { leavesOf } from '../../gateway/flows/evidence/leaves.ts'
import type { Trust } from '../../gateway/flows/trust/trust.ts'
import { defaultTerms, readTerms } from '../../gateway/model/terms/terms.ts'
import type { CardRow } from '../../gateway/ports/evidence.ts'
import type { RestoredRow } from '../../gateway/ports/receiving.ts'
import type {
  CaseRow,
  EvidenceKind,
  EvidenceRow,
  ItemRow,
  MessageRow,
  NewEvidence,
  ReceiptRow,
  Since,
} from '../../gateway/ports/rows.ts'
import { profiles } from '../../gateway/profiles/all.ts'
import { openLog } from '../../gateway/watch/log.ts'
import { termsTextSha256s } from '../../gateway/words/terms/text.ts'
import { acceptTerms } from './bodies.ts'
import { entered } from './entered.ts'
import { makeParty, nowMs } from './parties.ts'
import { trustOf, wantedItems } from './threads-store.ts'

const dayMs = 86_400_000
const localDate = '2026-11-21'
const [xa, xb, xc] = await Promise.all([makeParty('XA'), makeParty('XB'), makeParty('XC')])
export const parties = { xa, xb, xc }

export const plaintext = new TextEncoder().encode('What the exporter declared.')

export interface HeldOptions {
  /** Of the response, as `defaultTerms` takes them. */
  readonly purposes?: Parameters<typeof defaultTerms>[0]['purposes']
  readonly defaults?: Parameters<typeof defaultTerms>[0]['defaults']
  /** Whether we accept the terms. */
  readonly accepted?: boolean
  /** Whether XB has receipted our acceptance. */
  readonly receipted?: boolean
  /** Further messages of XB: type, form, facts. */
  readonly more?: readonly Said[]
}

export interface Said {
  readonly type: string
  readonly form?: JsonObject
  readonly facts?: JsonObject
}

/** What the flows are given, and the rows as they lie there. */
export async function heldCase(options: HeldOptions = {}) {
  const { purposes = ['VERIFY_VALUE'], defaults = {}, accepted = true, receipted = true, more = [] } = options
  const world = {
    now: () => nowMs,
    monotonicMs: () => 0,
    random: () => 0.5,
    randomOctets: (count: number) => new Uint8Array(randomBytes(count)),
    id: () => randomUUIDv7(),
  }
  const { secrets, unsealing } = openSecrets(world.randomOctets(32), world)
  const [caseId, item] = [randomUUIDv7(), randomUUIDv7()]
  const rows: {
    messages: MessageRow[]
    items: ItemRow[]
    evidence: EvidenceRow[]
    cards: CardRow[]
    restored: RestoredRow[]
    receipts: ReceiptRow[]
  } = {
    ...{ messages: [], items: [], evidence: [], cards: [], receipts: [], restored: [] },
  }
  const parts = new Map<string, Uint8Array>()

  const append = (evidence: readonly NewEvidence[]) => {
    for (const each of evidence) rows.evidence.push({ ...entered(each, rows.evidence), seq: rows.evidence.length + 1 })
  }
  const tell = (kind: EvidenceKind, subject: string, data: JsonObject, at = nowMs) =>
    append(leavesOf(world, [{ at, kind, case: caseId, subject, data }]))

  const termsOf = (provider: string, recipient: string) =>
    defaultTerms({
      ...{ provider, recipient, legalBasis: 'WTO Trade Facilitation Agreement, Article 12' },
      protection: { level: 'customs-confidential', description: 'Held in confidence.', measures: [], law: [] },
      ...{ offices: ['HQ'], matter: caseId, localDate },
      purposes: provider === 'XB' ? purposes : ['ANSWER_REQUEST'],
      defaults: provider === 'XB' ? defaults : {},
    }) as unknown as JsonObject
  const theirTerms = termsOf('XB', 'XA')

  async function say(from: 'XA' | 'XB', { type, form = {}, facts = {} }: Said, items: Statement['items'] = []) {
    const id = randomUUIDv7()
    const salt = world.randomOctets(32)
    const content = { form, names: Object.fromEntries(items.map((each) => [each.id, 'declaration.txt'])) }
    const octets = canonical(content)
    const clock = rows.messages.length + 1
    const statement = {
      ...{ v: 2, id, case: caseId, profile: 'tfa12', agreement: { id: 'xa-xb', sha256: 'b'.repeat(64) }, type },
      from: { member: from, office: 'HQ' },
      to: { member: from === 'XA' ? 'XB' : 'XA' },
      ...{ clock, sentAt: new Date(nowMs - dayMs + clock * 1_000).toISOString(), localDate },
      expiresAt: new Date(nowMs + dayMs).toISOString(),
      body: { sha256: saltedDigest(salt, octets), bytes: octets.length },
      ...{ facts, items, terms: from === 'XA' ? termsOf('XA', 'XB') : theirTerms },
    } as unknown as Statement
    const sha256 = digestOfStatement(statement)
    const direction = from === 'XA' ? 'out' : 'in'
    const message: MessageRow = {
      ...{ id, case: caseId, partner: 'XB', direction, type, clock, sha256, statement },
      seal: direction === 'in' ? await sealOf(sha256, xb) : null,
      ...secrets.encrypt(id, { content, salt: toBase64url(salt) }),
      ...{ storedAt: nowMs, client: null, standing: 'kept' },
    }
    rows.messages.push(message)
    tell(direction === 'in' ? 'statement.received' : 'statement.sent', id, { sha256 })
    return message
  }

  /** XB has answered to what we said: that it has this statement. */
  async function receipt({ id, sha256, statement }: MessageRow, outcome: 'received' | 'refused' = 'received') {
    const seal = await sealOf(sha256, xa)
    rows.messages = rows.messages.map((each) => (each.id === id ? { ...each, seal } : each))
    const about = { id: randomUUIDv7(), from: 'XB', to: 'XA', envelope: { id: randomUUIDv7(), sha256: 'e'.repeat(64) } }
    const terms = termsSha256(statement.terms)
    const entry = { id, sha256, terms, outcome, ...(outcome === 'refused' && { problem: 'statement-refused' }) }
    const at = new Date(nowMs).toISOString()
    const jws = await signReceipt({ v: 1, ...about, at, entries: [entry] }, xb.signing.key)
    const { envelope } = about
    rows.receipts.push({
      ...{ id: about.id, partner: 'XB', direction: 'in', jws, at: nowMs },
      ...{ envelope: envelope.id, envelopeSha256: envelope.sha256 },
    })
    const data = { partner: 'XB', envelope: envelope.id, sha256: envelope.sha256, jws: sha256Hex(utf8(jws)) }
    tell('receipt.received', about.id, data)
    return about.id
  }

  /** An item of XB, encrypted under its terms. */
  async function stated(): Promise<Statement['items'][number]> {
    const [key, salt] = [world.randomOctets(32), world.randomOctets(32)]
    const pieces: Uint8Array[] = []
    const context = partContext(item, termsSha256(theirTerms))
    for await (const piece of encryptPart(once(plaintext), { key, salt: world.randomOctets(24), context }))
      pieces.push(piece)
    const part = Buffer.concat(pieces)
    const partSha256 = saltedDigest(new Uint8Array(0), part)
    parts.set(partSha256, new Uint8Array(part))
    const about = { kind: 'declaration', mediaType: 'text/plain', form: 'electronic', bytes: plaintext.length } as const
    const sha256 = saltedDigest(salt, plaintext)
    const known = { name: 'declaration.txt', salt: toBase64url(salt), recipientShare: toBase64url(key) }
    rows.items.push({
      ...{ id: item, direction: 'in', client: null, partner: 'XB', case: caseId, message: null, ...about, sha256 },
      ...{ partSha256, partBytes: part.length, termsSha256: termsSha256(theirTerms), storedAt: nowMs },
      ...secrets.encryptItem(item, key, { ...known, plainSha256: saltedDigest(new Uint8Array(0), plaintext) }),
    })
    return {
      id: item,
      ...about,
      sha256,
      part: { sha256: partSha256, bytes: part.length },
    } as Statement['items'][number]
  }

  const wanted = wantedItems('w1')
  const request = await say('XA', {
    type: 'request',
    form: { why: 'Our own words.' },
    facts: { wanted, discretionary: false, purposes: ['VERIFY_VALUE'] },
  })
  await say('XB', { type: 'ack', facts: { complete: true, dueOn: '2027-02-19' } })
  const outcomes = [{ id: 'w1', outcome: 'provided', items: [item], verified: true, trueCopy: true }]
  const response = await say(
    'XB',
    { type: 'response', form: { note: 'What XB found.' }, facts: { final: true, outcomes } },
    [await stated()],
  )
  rows.items = rows.items.map((each) => ({ ...each, message: response.id }))
  if (accepted) {
    const names = (theirTerms.terms as JsonObject[]).map(({ term }) => String(term))
    const [text] = termsTextSha256s(readTerms(theirTerms))
    const form = { ...acceptTerms(termsSha256(theirTerms), [item, response.id], { names }), text } as JsonObject
    const said = await say('XA', { type: 'accept-terms', form, facts: factsOf('accept-terms', form) })
    if (receipted) await receipt(said)
  }
  for (const each of more) await say('XB', each)

  const row: CaseRow = {
    ...{ id: caseId, partner: 'XB', agreement: 'xa-xb', profile: 'tfa12', role: 'requesting', office: 'HQ' },
    ...{ state: 'answered', dueOn: null, dueAt: null, openedAt: nowMs, changedAt: nowMs, remindAt: null },
    ...{ revision: rows.messages.length, clock: rows.messages.length, previousSha256: null },
  }
  const store = {
    case: async (id: string) => (id === caseId ? row : undefined),
    message: async (id: string) => rows.messages.find((each) => each.id === id),
    told: async () => ({
      messages: rows.messages.map(({ key, secret, ...told }) => ({
        ...told,
        hasKey: key !== null,
        hasSecret: secret !== null,
      })),
      evidence: [...rows.evidence],
    }),
    bodies: async (ids: readonly string[]) => rows.messages.filter(({ id }) => ids.includes(id)),
    restoredOf: async () => rows.restored,
    item: async (id: string) => rows.items.find((each) => each.id === id),
    itemsOf: async () => rows.items,
    evidence: async ({ after = 0, limit }: { after?: number; limit: number }) =>
      rows.evidence.filter(({ seq }) => seq > after).slice(0, limit),
    evidenceAbout: async (kind: EvidenceKind, subjects: readonly string[]) =>
      subjects.flatMap((subject) => rows.evidence.find((each) => each.kind === kind && each.subject === subject) ?? []),
    cards: async () => rows.cards,
    heads: async () => [],
    receipt: async (id: string) => rows.receipts.find((each) => each.id === id),
    async record(evidence: readonly NewEvidence[], since: readonly Since[] = []) {
      const moved = since.some(({ kind, seq }) => rows.evidence.some((each) => each.kind === kind && each.seq > seq))
      if (!moved) append(evidence)
      return !moved
    },
  }
  const alarms: string[] = []
  const partner = { member: 'XB', suite: 'B', theirs: [xb.verifying] }
  const trust: Trust = {
    ...trustOf(),
    ...{ card: xa.card, ownChain: xa.cardJws, partners: new Map([['XB', partner]]) as never },
  }
  const deps = {
    ...{ store: store as never, world, secrets, timeZone: 'UTC', log: openLog('silent'), trust: () => trust },
    clock: { latestMs: () => nowMs },
    parts: { size: async (sha256: string) => parts.get(sha256)?.length },
    opener: openings(unsealing, { lend: (sha256) => once(parts.get(sha256) ?? new Uint8Array(0)) }, secrets),
    evidenceLog: {
      behind: () => undefined,
      absent: async () => undefined,
      fallBehind: (why: string) => alarms.push(why) === 1,
    },
  }
  return { deps, rows, row, item, request, response, alarms, unsealing, say, tell, receipt, parts }
}
export type HeldCase = Awaited<ReturnType<typeof heldCase>>

export const factsOf = (type: string, form: JsonObject): JsonObject =>
  profiles.get('tfa12')?.messages[type]?.facts(form) ?? {}

export const sealOf = (digest: string, { member, signing }: typeof xb): Promise<string> =>
  signSeal({ v: 1, from: member, to: 'XA', kid: xa.card.encryption[0]?.kid ?? '', digests: [digest] }, signing.key)

async function* once(octets: Uint8Array) {
  yield octets
}

export async function textOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of source) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
