// Rows to store: complete and plausible, each with ids of its own, and as a test wants them otherwise.
import { createHash, randomBytes, randomInt, randomUUIDv7 } from 'node:crypto'
import type { Test } from 'tap'
import type { Settlement } from '../../gateway/ports/delivering.ts'
import type { RegistrationRow } from '../../gateway/ports/keeping.ts'
import type { Acceptance, Give } from '../../gateway/ports/receiving.ts'
import type {
  CaseChange,
  CaseRow,
  DeliveryRow,
  IdempotencyRow,
  ItemRow,
  MessageRow,
  NewEvent,
  NewEvidence,
  ReceiptRow,
} from '../../gateway/ports/rows.ts'
import type { Store } from '../../gateway/ports/store.ts'
import type { DraftRow, Submission } from '../../gateway/ports/submitting.ts'

export interface OpenedStore {
  readonly store: Store
  /** Whether other nodes may work on the same database. */
  readonly shared?: boolean
  /** Closes it and opens it again. */
  reopen(): Promise<Store>
}
/** Opens an empty store, and closes it when the test ends. */
export type OpenStore = (t: Test) => Promise<OpenedStore>

export const at = Date.UTC(2026, 10, 21, 20, 42, 36)
export const dayMs = 86_400_000
let lastMs = ''
let within = 0
/** Each greater than the one before, also within a millisecond, so that lists in the order of ids can be foretold. */
export function newId(): string {
  const id = randomUUIDv7()
  const ms = id.slice(0, 13)
  within = ms > lastMs ? 0 : within + 1
  if (ms > lastMs) lastMs = ms
  return `${lastMs}-7${within.toString(16).padStart(3, '0')}${id.slice(18)}`
}
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
/** A member that no other test of this run writes to. */
export const newPartner = (): string => {
  const letters = Array.from({ length: 6 }, () => String.fromCharCode(65 + randomInt(26)))
  return `X${letters.join('')}`
}
export const newOffice = (): string => `OFFICE-${randomInt(2 ** 40)}`

export function caseRow(over: Partial<CaseRow> = {}): CaseRow {
  return {
    id: newId(),
    partner: 'XB',
    agreement: 'xa-xb-2026',
    profile: 'tfa12',
    role: 'requesting',
    office: 'XA000101',
    state: 'submitted',
    dueOn: null,
    dueAt: null,
    openedAt: at,
    changedAt: at,
    revision: 1,
    clock: 1,
    previousSha256: sha256('none'),
    remindAt: null,
    ...over,
  }
}

export const opening = (row: CaseRow): CaseChange => ({ row, from: null })
export const following = (row: CaseRow, over: Partial<CaseRow> = {}): CaseChange => ({
  row: { ...row, clock: row.clock + 1, changedAt: at + 1, ...over, revision: row.revision + 1 },
  from: row.revision,
  was: { state: row.state, office: row.office },
})

export function messageOf(of: CaseRow, over: Partial<MessageRow> = {}): MessageRow {
  const id = over.id ?? newId()
  const clock = over.clock ?? of.clock
  return {
    id,
    case: of.id,
    partner: of.partner,
    direction: 'out',
    type: 'request',
    clock,
    sha256: sha256(id),
    statement: statementOf(id, of, clock),
    seal: null,
    secret: new Uint8Array(randomBytes(64)),
    key: new Uint8Array(randomBytes(40)),
    storedAt: at,
    client: 'declarations',
    standing: 'kept',
    ...over,
  }
}

function statementOf(id: string, of: CaseRow, clock: number): MessageRow['statement'] {
  return {
    v: 1,
    id,
    case: of.id,
    profile: of.profile,
    agreement: { id: of.agreement, sha256: sha256(of.agreement) },
    type: 'request',
    from: { member: 'XA', office: of.office },
    to: { member: of.partner },
    clock,
    sentAt: new Date(at).toISOString(),
    localDate: '2026-11-21',
    expiresAt: new Date(at + 7 * dayMs).toISOString(),
    body: { sha256: sha256(`body ${id}`), bytes: 64 },
    facts: { wanted: ['ünïcode', '\u2028', '𝄞'], count: 2 },
    items: [],
    terms: { vocabulary: 'tfa12/terms/2.0', terms: [{ term: 'purpose', paragraph: '5.1 b' }] },
  }
}

export function itemRow(over: Partial<ItemRow> = {}): ItemRow {
  const id = over.id ?? newId()
  return {
    id,
    direction: 'out',
    client: 'declarations',
    partner: null,
    case: null,
    message: null,
    kind: 'declaration',
    mediaType: 'application/pdf',
    form: 'electronic',
    bytes: 1000,
    sha256: sha256(`item ${id}`),
    partSha256: sha256(`part ${id}`),
    partBytes: 1040,
    termsSha256: sha256('terms'),
    fingerprint: null,
    key: new Uint8Array(randomBytes(40)),
    secret: new Uint8Array(randomBytes(80)),
    storedAt: at,
    ...over,
  }
}

export const deliveryOf = (
  message: MessageRow,
  over: Partial<DeliveryRow> = {},
): Submission['delivery'] & Partial<DeliveryRow> => ({
  id: message.id,
  partner: message.partner,
  case: message.case,
  state: 'queued',
  attempts: 0,
  fence: 0,
  dueAt: at,
  expiresAt: at + 7 * dayMs,
  weightBytes: 1000,
  problem: null,
  detail: null,
  receipt: null,
  changedAt: at,
  ...over,
})

export const eventOf = (message: MessageRow, over: Partial<NewEvent> = {}): NewEvent => ({
  at,
  kind: 'message.submitted',
  office: message.statement.from.office,
  case: message.case,
  message: message.id,
  partner: message.partner,
  about: null,
  ...over,
})
export const evidenceOf = (message: MessageRow, over: Partial<NewEvidence> = {}): NewEvidence => ({
  at,
  kind: 'statement.sent',
  case: message.case,
  subject: message.id,
  data: { sha256: message.sha256, nested: { list: [1, null, true] } },
  salt: new Uint8Array(randomBytes(32)),
  leaf: new Uint8Array(randomBytes(32)),
  ...over,
})
export const keyOf = (over: Partial<IdempotencyRow> = {}): IdempotencyRow => ({
  client: 'declarations',
  key: newId(),
  requestSha256: sha256('request'),
  status: 202,
  answer: '{"message":"1"}',
  at,
  ...over,
})

/** The submission of one message: it opens the case, unless `case` says otherwise. */
export function submissionOf(
  message: MessageRow,
  change: CaseChange,
  over: Partial<Omit<Submission, 'message' | 'case' | 'delivery'>> & { delivery?: Partial<DeliveryRow> } = {},
): Submission {
  return {
    message,
    case: change,
    items: [],
    events: [eventOf(message)],
    evidence: [evidenceOf(message)],
    idempotency: null,
    draft: null,
    itemKeys: [],
    ...over,
    delivery: deliveryOf(message, over.delivery),
  }
}

/** Opens a case of its own with one message to `partner`, and stores it. */
export async function submitOne(
  store: Store,
  partner: string,
  delivery: Partial<DeliveryRow> = {},
  over: Partial<CaseRow> = {},
  content: Partial<MessageRow> = {},
): Promise<{ row: CaseRow; message: MessageRow }> {
  const row = caseRow({ partner, ...over })
  const message = messageOf(row, content)
  const { outcome } = await store.submit(submissionOf(message, opening(row), { delivery }))
  if (outcome !== 'stored') throw new Error(`expected it to be stored, but it was ${outcome}`)
  return { row, message }
}

/** A further message of a case. */
export async function submitNext(
  store: Store,
  row: CaseRow,
  delivery: Partial<DeliveryRow> = {},
): Promise<{ row: CaseRow; message: MessageRow }> {
  const change = following(row)
  const message = messageOf(change.row)
  const { outcome } = await store.submit(submissionOf(message, change, { delivery }))
  if (outcome !== 'stored' && outcome !== 'claimed') throw new Error(`expected it to be stored, but it was ${outcome}`)
  return { row: change.row, message }
}

export const receiptOf = (partner: string, over: Partial<ReceiptRow> = {}): ReceiptRow => ({
  id: newId(),
  partner,
  direction: 'out',
  envelope: newId(),
  envelopeSha256: sha256('envelope'),
  jws: 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln',
  at,
  ...over,
})

/** Gives this receipt, whatever it is for. */
export const giving =
  (receipt: ReceiptRow, evidence: readonly NewEvidence[] = []): Give =>
  async () => ({ receipt, evidence })

/** What a partner delivered: one message that opens a case, and whatever a test adds. */
export function acceptanceOf(row: CaseRow, over: Partial<Acceptance> = {}): Acceptance & { messages: MessageRow[] } {
  const messages = [...(over.messages ?? [messageOf(row, { direction: 'in', client: null })])]
  return {
    items: [],
    cases: [opening(row)],
    terms: [],
    events: messages.map((message) => eventOf(message, { kind: 'message.received', office: row.office })),
    evidence: messages.map((message) => evidenceOf(message, { kind: 'statement.received' })),
    itemKeys: [],
    absent: [],
    refusals: [],
    ...over,
    messages,
  }
}

export const registrationRow = (of: CaseRow, over: Partial<RegistrationRow> = {}): RegistrationRow => ({
  id: newId(),
  case: of.id,
  at,
  client: 'declarations',
  direction: 'in',
  channel: 'paper',
  type: 'request',
  on: '2026-11-20',
  sha256: sha256('secret'),
  key: new Uint8Array(randomBytes(40)),
  secret: new Uint8Array(randomBytes(80)),
  ...over,
})

export const draftRow = (over: Partial<DraftRow> = {}): DraftRow => ({
  id: newId(),
  case: null,
  type: 'request',
  office: 'XA000101',
  agreement: 'xa-xb-2026',
  client: 'declarations',
  partner: 'XB',
  secret: new Uint8Array(randomBytes(64)),
  key: new Uint8Array(randomBytes(40)),
  at,
  revision: 1,
  ...over,
})

/** Where a test looks at the rows alone. */
export const untold = { events: [], evidence: [] } as const

export const settlementOf = (id: string, over: Partial<Settlement> = {}): Settlement => ({
  id,
  from: 'sending',
  fence: 1,
  to: 'delivered',
  dueAt: at,
  attempts: 1,
  problem: null,
  detail: null,
  receipt: null,
  at: at + 10,
  ...over,
})

export const settling = (over: Partial<Parameters<Store['settle']>[0]>): Parameters<Store['settle']>[0] => ({
  settlements: [],
  receipt: null,
  refused: [],
  seals: [],
  cases: [],
  events: [],
  evidence: [],
  ...over,
})

/** Claims everything that is due for a partner, and gives back the ids. */
export async function claimIds(
  store: Store,
  partner: string,
  over: Partial<Parameters<Store['claim']>[0]> = {},
): Promise<string[]> {
  const ask = { partner, now: at, leaseUntil: at + 60_000, envelopes: 1, limit: 100, maxBytes: 1e9, ...over }
  return (await store.claim(ask)).flat().map(({ delivery }) => delivery.id)
}

/** Everything that the store answers to the questions a half-done change would show in. */
export async function snapshot(store: Store, row: CaseRow): Promise<unknown> {
  return {
    case: await store.case(row.id),
    messages: await store.messages(row.id, 'all'),
    items: await store.itemsOf(row.id),
    events: (await store.events({ after: 0, offices: 'all', limit: 1_000_000 })).length,
    evidence: (await store.evidence({ limit: 1_000_000 })).length,
    due: await store.due(),
  }
}
