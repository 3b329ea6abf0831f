// Every operation that asks more than a key, with the indexes that SQLite answers it from.

import type { Db } from '../../../adapters/store/dialect/schema.ts'
import * as bringing from '../../../adapters/store/operations/bringing-back.ts'
import * as alike from '../../../adapters/store/operations/content/alike.ts'
import * as deciding from '../../../adapters/store/operations/deciding.ts'
import * as delivering from '../../../adapters/store/operations/delivering.ts'
import * as keeping from '../../../adapters/store/operations/keeping.ts'
import * as outbox from '../../../adapters/store/operations/outbox.ts'
import * as reading from '../../../adapters/store/operations/reading.ts'
import * as sweeping from '../../../adapters/store/operations/sweeping.ts'

const claim = { partner: 'XB', now: 1, leaseUntil: 2, envelopes: 1, limit: 10, maxBytes: 1 }
const move = {
  id: 'a',
  from: 'sending',
  fence: 1,
  dueAt: 1,
  attempts: 1,
  problem: null,
  detail: null,
  receipt: null,
  at: 1,
} as const
const settlements = [{ ...move, to: 'delivered' } as const, { ...move, to: 'waiting' } as const]
const none = { receipt: null, refused: ['b'], seals: [], cases: [], events: [], evidence: [] }
const list = { partner: undefined, profile: undefined, state: undefined, limit: 10 }
const page = { ...list, before: undefined }
const bring = { now: 1, waitingUntil: 2, leasedUntil: 3, limit: 10 }
const purge = { stagedBefore: 1, idempotencyBefore: 1, limit: 10 }
export const operations: Record<string, [operate: (db: Db) => Promise<unknown>, ...uses: string[]]> = {
  claim: [(db) => delivering.claim(db, claim), 'deliveriesInOrder', 'deliveriesOfCase'],
  content: [(db) => delivering.withContent(db, [{ id: 'a' } as never]), 'messages_1', 'itemsOfMessage'],
  settle: [(db) => delivering.settle(db, { settlements, ...none }), 'deliveries_1', 'messages_1'],
  recover: [(db) => delivering.recover(db, { now: 1, shared: false }), 'deliveries'],
  'bring back': [(db) => bringing.bringBack(db, bring), 'deliveriesDue'],
  'bring back of a partner': [(db) => bringing.bringBackOf(db, { ...bring, partner: 'XB' }), 'deliveriesDue'],
  redeliver: [
    (db) => delivering.redeliver(db, { id: 'a', at: 1, expiresAt: 2, cases: [], evidence: [] }),
    'deliveries_1',
  ],
  due: [outbox.due, 'deliveriesDue', 'deliveriesOfCase'],
  expired: [(db) => outbox.expired(db, { now: 1, limit: 10 }), 'deliveriesExpiring'],
  'deliveries that failed': [(db) => outbox.deliveries(db, { ...page, state: 'expired' }), 'deliveriesFailed'],
  'deliveries that wait': [
    (db) => outbox.deliveries(db, { ...page, state: 'waiting', partner: 'XB' }),
    'deliveriesInOrder',
  ],
  'messages of a case': [(db) => reading.messagesOfCase(db, { id: 'a', standing: 'all' }), 'messagesOfCase'],
  known: [(db) => reading.known(db, { ids: ['a', 'b'] }), 'messages_1'],
  parts: [(db) => reading.partUsed(db, { partSha256: 'a' }), 'itemsOfPart'],
  'parts of a partner': [(db) => reading.partKnown(db, { partner: 'XB', partSha256: 'a' }), 'itemsOfPart'],
  'cases of an office': [
    (db) => reading.cases(db, { ...list, offices: ['A'], dueBefore: undefined, after: undefined }),
    'casesOfOffice',
  ],
  'cases that are due': [
    (db) => reading.cases(db, { ...list, offices: 'all', dueBefore: '2027', after: undefined }),
    'casesDue',
  ],
  'cases of a profile': [
    (db) =>
      reading.cases(db, {
        ...list,
        offices: 'all',
        profile: 'p',
        partner: 'XB',
        dueBefore: undefined,
        after: undefined,
      }),
    'casesOfProfile',
  ],
  'given alike': [
    (db) => alike.givenAlike(db, { fingerprints: ['a', 'b'], recipient: 'XB' }),
    'fingerprintsGiven',
    'itemsGiven',
  ],
  renew: [(db) => delivering.renew(db, { claims: [{ id: 'a', fence: 1 }], leaseUntil: 2 }), 'deliveries_1'],
  duty: [(db) => keeping.takeNodeLease(db, { lease: { name: 'd', node: 'n', until: 2 }, now: 1, believedUntil: 3 })],
  'events of offices': [(db) => reading.events(db, { offices: ['A', 'B'], after: -1, limit: 10 }), 'eventsOfOffice'],
  'events of all': [(db) => reading.events(db, { offices: 'all', after: 1, limit: 10 }), 'PRIMARY KEY'],
  'evidence of a case': [(db) => deciding.evidence(db, { case: 'a', after: 3, limit: 10 }), 'evidenceOfCase'],
  'what a case was told': [(db) => deciding.told(db, { id: 'a' }), 'messagesOfCase'],
  'bodies of some messages': [(db) => deciding.bodies(db, { ids: ['a', 'b'] })],
  purge: [(db) => sweeping.purge(db, purge), 'itemsStaged', 'idempotencyByAge', 'draftsOfItem'],
}
