// The port over the operations: the same for every database that can run them.
import type { Store } from '../../gateway/ports/store.ts'
import { pageOf, readCaseCursor, readDeliveryCursor } from './dialect/cursor.ts'
import { claimsOf, evidenceOf, messageOf, storedEvidence, storedMessage } from './dialect/rows.ts'
import type { Db } from './dialect/schema.ts'
import type { WriteAnswer, WriteAsk, WriteName } from './dialect/writes.ts'
import { backlog } from './operations/backlog.ts'
import * as logging from './operations/logging.ts'
import * as outbox from './operations/outbox.ts'
import * as reading from './operations/reading.ts'
import * as reminding from './operations/reminding.ts'

/** How operations are run on one database. */
export interface Runner {
  /** Whether other nodes work on the same database. */
  readonly shared: boolean
  /** Sees everything that was committed before it was called. */
  read<Ask, Answer>(operation: (db: Db, ask: Ask) => Promise<Answer>, ask: Ask): Promise<Answer>
  /** In a transaction, rolled back where the operation says so; resolves when it is on disk. */
  write<N extends WriteName>(name: N, ask: WriteAsk<N>): Promise<WriteAnswer<N>>
}

const rowsAtOnce = 2_000

export function storeOver({ shared, read, write }: Runner): Omit<Store, 'close'> {
  return {
    submit: (submission) =>
      write('submit', {
        ...submission,
        message: storedMessage(submission.message),
        evidence: submission.evidence.map(storedEvidence),
      }),
    async addTerms(sha256, terms) {
      await write('addTerms', [{ sha256, terms: JSON.stringify(terms) }])
    },
    async addItem(item) {
      await write('addItem', item)
    },
    addDraft: (draft, items, idempotency) => write('addDraft', { draft, items, idempotency }),
    draft: (id) => read(reading.draftById, { id }),
    drafts: (offices) => read(reading.drafts, { offices }),
    idempotency: (client, key) => read(reading.idempotency, { client, key }),

    accept: (acceptance) =>
      write('accept', {
        ...acceptance,
        messages: acceptance.messages.map(storedMessage),
        terms: acceptance.terms.map(({ sha256, terms }) => ({ sha256, terms: JSON.stringify(terms) })),
        evidence: acceptance.evidence.map(storedEvidence),
      }),
    known: (ids) => read(reading.known, { ids: [...ids] }),

    claim: async (ask) => claimsOf(await write('claim', ask)),
    renew: (claims, leaseUntil) => write('renew', { claims, leaseUntil }),
    settle: (change) => write('settle', { ...change, evidence: change.evidence.map(storedEvidence) }),
    due: () => read(outbox.due, undefined),
    backlog: () => read(backlog, undefined),
    expired: async (now, limit) => claimsOf(await read(outbox.expired, { now, limit })),
    recover: (now) => write('recover', { now, shared }),
    async bringBack(ask) {
      let brought = 0
      // In slices, so that a large backlog holds up nobody.
      for (;;) {
        const slice = await write('bringBack', { ...ask, limit: rowsAtOnce })
        brought += slice.brought
        if (!slice.more) return brought
      }
    },
    delivery: (id) => read(outbox.delivery, { id }),
    async deliveries({ partner, state, cursor, limit }) {
      const before = readDeliveryCursor(cursor)?.seq
      const rows = await read(outbox.deliveries, { partner, state, before, limit: limit + 1 })
      return pageOf(rows, limit, ({ seq }) => ({ seq }))
    },
    redeliver: (id, at, expiresAt, cases, evidence) =>
      write('redeliver', { id, at, expiresAt, cases, evidence: evidence.map(storedEvidence) }),

    case: (id) => read(reading.caseById, { id }),
    async cases({ offices, state, partner, profile, dueBefore, cursor, limit }) {
      const after = readCaseCursor(cursor)
      const ask = { offices, state, partner, profile, dueBefore, after, limit: limit + 1 }
      const rows = await read(reading.cases, ask)
      return pageOf(rows, limit, ({ id, dueOn }) => ({ id, dueOn }))
    },
    messages: async (caseId, standing) => (await read(reading.messagesOfCase, { id: caseId, standing })).map(messageOf),
    async message(id) {
      const row = await read(reading.messageById, { id })
      return row && messageOf(row)
    },
    item: (id) => read(reading.itemById, { id }),
    itemsLike: (fingerprint) => read(reading.itemsLike, { fingerprint }),
    itemsOf: (caseId) => read(reading.itemsOfCase, { id: caseId }),
    partKnown: (partner, partSha256) => read(reading.partKnown, { partner, partSha256 }),
    partUsed: (partSha256) => read(reading.partUsed, { partSha256 }),
    async terms(sha256) {
      const text = await read(reading.termsBySha256, { sha256 })
      return text === undefined ? undefined : JSON.parse(text)
    },
    receipt: (id, partner) => read(reading.receiptById, { id, partner }),
    events: (ask) => read(reading.events, ask),
    evidence: async ({ case: caseId, after, limit }) =>
      (await read(reading.evidence, { case: caseId, after, limit })).map(evidenceOf),

    leaves: (from, count) => read(logging.leaves, { from, count }),
    evidenceAbout: (kind, subjects) => read(logging.evidenceAbout, { kind, subjects: [...subjects] }),
    logNodes: (level, from, count) => read(logging.logNodes, { level, from, count }),
    async addLogNodes(nodes) {
      await write('addLogNodes', { nodes })
    },
    async saveCheckpoint(checkpoint) {
      await write('saveCheckpoint', checkpoint)
    },
    checkpoint: (atLeast) => read(logging.checkpoint, { atLeast }),
    unstamped: (limit) => read(logging.unstamped, { limit }),
    async saveStamp(size, stamp) {
      await write('saveStamp', { size, stamp })
    },
    witnessed: (member) => read(logging.witnessed, { member }),
    saveWitnessed: (row, from) => write('saveWitnessed', { row, from }),
    keepCards: (cards) =>
      write('keepCards', { cards: cards.map(({ card, evidence }) => ({ card, evidence: storedEvidence(evidence) })) }),
    cards: (members) => read(logging.cards, { members: [...members] }),
    async keepReceipt(receipt, evidence) {
      await write('keepReceipt', { receipt, evidence: evidence.map(storedEvidence) })
    },
    receiptsOf: (caseId) => read(logging.receiptsOf, { id: caseId }),

    takeNodeLease: (lease, now, believedUntil = Number.MAX_SAFE_INTEGER) =>
      write('takeNodeLease', { lease, now, believedUntil }),
    remindable: (now, limit) => read(reminding.remindable, { now, limit }),
    moveCases: (change) => write('moveCases', { ...change, evidence: change.evidence.map(storedEvidence) }),
    async register(row, evidence) {
      await write('register', { row, evidence: evidence.map(storedEvidence) })
    },
    registrations: (caseId) => read(reminding.registrations, { id: caseId }),
    tally: (ask) => read(reminding.tally, ask),

    async record(evidence) {
      await write('record', { evidence: evidence.map(storedEvidence) })
    },
    async purge(ask) {
      const parts: string[] = []
      const drafts: { id: string; office: string }[] = []
      // In slices, so that a large purge holds up nobody.
      for (;;) {
        const slice = await write('purge', { ...ask, limit: rowsAtOnce })
        parts.push(...slice.parts)
        drafts.push(...slice.drafts)
        if (!slice.more) return { parts, drafts }
      }
    },
    async ready() {
      await write('prove', null)
    },
  }
}
