// Cases as a gateway keeps them after years: each statement under the seal of its sender, with its evidence in the log, its body locked.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { canonical } from '../../crypto/canonical.ts'
import { signSeal } from '../../crypto/jose/seal.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { sha256Hex, toBase64url, utf8 } from '../../crypto/octets.ts'
import { type Receipt, signReceipt } from '../../crypto/statement/receipt.ts'
import { digestOfStatement, type Statement, saltedDigest, termsSha256 } from '../../crypto/statement/statement.ts'
import { fold } from '../../gateway/case/steps.ts'
import type { Secrets } from '../../gateway/flows/content/secrets.ts'
import { type EvidenceDraft, leavesOf } from '../../gateway/flows/evidence/leaves.ts'
import { receiptMark } from '../../gateway/flows/evidence/marks.ts'
import { defaultTerms } from '../../gateway/model/terms/terms.ts'
import type { CaseRow, ItemRow, MessageRow, ReceiptRow } from '../../gateway/ports/rows.ts'
import type { Store } from '../../gateway/ports/store.ts'
import type { World } from '../../gateway/ports/world.ts'
import { caseRow } from '../contracts/store-rows.ts'
import { roleOf, tfa12 } from '../spec/article-12-cases.ts'
import { heldCard, makeItem, type Party } from '../support/parties.ts'
import { longCase, type Told } from './long-case.ts'

export interface Deps {
  readonly store: Store
  readonly secrets: Secrets
  readonly world: World
  readonly us: Party
  readonly partner: Party
}

export interface SealedCase {
  readonly row: CaseRow
  /** Received, accepted, its keys given. */
  readonly item: string
  readonly applied: number
}

/** Rows of other cases between two of this one: nobody's evidence lies in the log in one piece. */
const foreignBetween = 4
const day = '2026-11-21'
/** Of one receipt. */
const mostEntries = 64

export async function sealedCase(deps: Deps, length: number): Promise<SealedCase> {
  const row = caseRow({ office: 'HQ', partner: deps.partner.member, clock: length })
  const told = longCase(length, randomUUIDv7)
  const items: ItemRow[] = []
  const messages: MessageRow[] = []
  for (const [index, each] of told.entries()) {
    const { message, brought } = await said(deps, row, each, index + 1)
    messages.push(message)
    items.push(...brought)
  }
  const accepted = messages.filter(({ direction, type }) => direction === 'out' && type === 'accept-terms')
  const receipts = []
  for (let at = 0; at < accepted.length; at += mostEntries)
    receipts.push(await receiptOf(deps, row, accepted.slice(at, at + mostEntries)))
  const evidence = leavesOf(
    deps.world,
    messages
      .flatMap(({ id, direction, sha256, storedAt: at }): EvidenceDraft[] => {
        const kind = direction === 'out' ? 'statement.sent' : 'statement.received'
        const told = { at, kind, case: row.id, subject: id, data: { sha256, envelope: randomUUIDv7() } } as const
        const others = Array.from({ length: foreignBetween }, () => ({
          ...told,
          case: randomUUIDv7(),
          subject: randomUUIDv7(),
        }))
        return [told, ...others]
      })
      .concat(receipts.map(({ receipted }) => receipted)),
  )
  const rest = { terms: [], events: [], itemKeys: [], absent: [], refusals: [] }
  for (const { receipt } of receipts) await deps.store.keepReceipt(async () => ({ receipt, evidence: [] }))
  const stored = await deps.store.accept({
    ...rest,
    messages,
    items,
    cases: [{ row, from: null }],
    evidence,
  })
  if (stored !== 'stored') throw new Error('the case was not stored')
  const { steps } = fold(tfa12, row, messages)
  const applied = Object.values(steps).filter((verdict) => verdict === 'applied').length
  return { row, item: items[0]?.id ?? '', applied }
}

/** What was accepted here is receipted: else it opens nothing. */
async function receiptOf(
  { secrets, us, partner }: Deps,
  row: CaseRow,
  accepted: readonly MessageRow[],
): Promise<{ readonly receipt: ReceiptRow; readonly receipted: EvidenceDraft }> {
  const envelope = { id: randomUUIDv7(), sha256: 'ef'.repeat(32) }
  const claims: Receipt = {
    ...{ v: 2, id: randomUUIDv7(), from: partner.member, to: us.member, envelope },
    at: new Date(Date.UTC(2026, 10, 21, 12, 1)).toISOString(),
    entries: accepted.map(({ id, sha256, statement }) => ({
      ...{ id, sha256, terms: termsSha256(statement.terms), outcome: 'received' },
    })),
    cards: { mine: heldCard(partner.card), yours: heldCard(us.card) },
  }
  const jws = await signReceipt(claims, partner.signing.key)
  const at = row.openedAt + mostEntries
  const named = { id: claims.id, envelope: envelope.id, envelopeSha256: envelope.sha256, jws, at }
  const about = { envelope: envelope.id, sha256: envelope.sha256, jws: sha256Hex(utf8(jws)) }
  return {
    receipt: { ...named, partner: partner.member, direction: 'in' },
    receipted: {
      ...{ at, kind: 'receipt.received', case: row.id, subject: claims.id },
      data: { ...about, ...receiptMark(secrets, { id: claims.id, jws: about.jws, case: row.id }) },
    },
  }
}

async function said(deps: Deps, row: CaseRow, told: Told, clock: number) {
  const role = roleOf(told.type)
  const ours = role === row.role
  const [from, to] = ours ? [deps.us, deps.partner] : [deps.partner, deps.us]
  const content = { form: formOf(told), names: {} }
  const salt = randomBytes(32)
  const items = told.items.map((id) => ({ ...makeItem(200_000).item, id }))
  const octets = canonical(content)
  const statement: Statement = {
    v: 2,
    id: randomUUIDv7(),
    case: row.id,
    profile: row.profile,
    agreement: { id: row.agreement, sha256: 'ab'.repeat(32) },
    type: told.type,
    from: { member: from.member, office: 'HQ' },
    to: { member: to.member },
    clock,
    sentAt: new Date(Date.UTC(2026, 10, 21, 12)).toISOString(),
    localDate: day,
    expiresAt: new Date(Date.UTC(2026, 10, 28, 12)).toISOString(),
    body: { sha256: saltedDigest(salt, octets), bytes: octets.length },
    facts: told.type === 'accept-terms' ? (tfa12.messages[told.type]?.facts(content.form) ?? {}) : told.facts,
    items,
    terms: termsBetween(from, to, row.id) as unknown as JsonObject,
  }
  const sha256 = digestOfStatement(statement)
  const { kid } = to.card.encryption[0] ?? { kid: '' }
  const seal = await signSeal({ v: 1, from: from.member, to: to.member, kid, digests: [sha256] }, from.signing.key)
  const [direction, client] = ours ? (['out', 'declarations'] as const) : (['in', null] as const)
  const shared = { direction, client, case: row.id, partner: deps.partner.member, storedAt: row.openedAt + clock }
  const secret = deps.secrets.encrypt(statement.id, { content, salt: toBase64url(salt) })
  const message: MessageRow = {
    ...{ ...shared, ...secret, id: statement.id, type: told.type, clock, sha256, statement, seal },
    standing: 'kept',
  }
  return { message, brought: items.map((item) => itemRowOf(deps, message, item)) }
}

function itemRowOf({ secrets }: Deps, message: MessageRow, { part, ...item }: Statement['items'][number]): ItemRow {
  const opened = { name: 'invoice.pdf', salt: '', plainSha256: 'cd'.repeat(32), recipientShare: '' }
  return {
    ...item,
    ...secrets.encryptItem(item.id, new Uint8Array(randomBytes(32)), opened),
    direction: message.direction,
    client: message.client,
    partner: message.partner,
    case: message.case,
    message: message.id,
    partSha256: part.sha256,
    partBytes: part.bytes,
    termsSha256: termsSha256(message.statement.terms),
    storedAt: message.storedAt,
  }
}

/** What people write: of an acceptance what its facts follow from, of the rest two kilobytes of prose. */
const formOf = ({ type, facts }: Told): JsonObject =>
  type === 'accept-terms'
    ? {
        ...facts,
        text: 'b'.repeat(64),
        decisions: [{ term: 'retention', decision: 'accept' }],
        role: 'Head',
        officer: 'A. Example',
      }
    : { text: 'Undervaluation of cartridges. '.repeat(70) }

const termsBetween = ({ member: provider, card }: Party, { member: recipient }: Party, matter: string) =>
  defaultTerms({
    ...{ provider, recipient, matter, localDate: day, defaults: {} },
    legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
    protection: {
      level: 'customs-confidential',
      description: card.standing.protection,
      measures: ['encryption at rest'],
      law: [{ topic: 'protection', reference: 'Customs Act 2014, s. 18' }],
    },
    offices: ['HQ'],
    purposes: ['VERIFY_VALUE'],
  })
