// Every operation that asks more than a key, with the indexes that SQLite answers it from.

import type { Db } from '../../../adapters/store/dialect/schema.ts'
import * as bringing from '../../../adapters/store/operations/bringing-back.ts'
import * as alike from '../../../adapters/store/operations/content/alike.ts'
import * as lookingUp from '../../../adapters/store/operations/content/looking-up.ts'
import * as deciding from '../../../adapters/store/operations/deciding.ts'
import * as delivering from '../../../adapters/store/operations/delivering.ts'
import * as keeping from '../../../adapters/store/operations/keeping.ts'
import * as logging from '../../../adapters/store/operations/logging.ts'
import * as outbox from '../../../adapters/store/operations/outbox.ts'
import * as reading from '../../../adapters/store/operations/reading.ts'
import * as reminding from '../../../adapters/store/operations/reminding.ts'
import * as sweeping from '../../../adapters/store/operations/sweeping.ts'
import { heads } from '../../../adapters/store/placing.ts'
import * as assigned from '../../../adapters/store/shown/assigned.ts'
import * as listed from '../../../adapters/store/shown/cases.ts'
import * as counting from '../../../adapters/store/shown/counting.ts'
import * as shown from '../../../adapters/store/shown/reading.ts'

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
const page = { partner: undefined, state: undefined, before: undefined, limit: 10 }
const newest = { ...page, office: undefined, profile: undefined }
const byDay = { office: 'A', dueBefore: '2027', day: '2026', of: 'c', limit: 10 }
const due = { until: '2027', after: { dueOn: '2026', case: 'c', place: 1 }, limit: 10 }
const waits = { after: { dueAt: 1, id: 'c' }, limit: 10 }
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
  'uses of a case': [(db) => deciding.usesAfter(db, { of: 'a', after: 3, limit: 10 }), 'usesOfCase'],
  'newest record of a case': [(db) => logging.newestOf(db, { of: 'a' }), 'evidenceOfCase'],
  'heads of chains': [(db) => heads(db, { cases: ['a', 'b'] }), 'usesOfCase'],
  'evidence of a subject': [
    (db) => logging.evidenceAbout(db, { kind: 'key.destroyed', subjects: ['a', 'b'] }),
    'evidenceOfSubject',
  ],
  'uses that nobody was told': [
    (db) => shown.untoldUses(db, { after: 'c', limit: 10 }),
    'shownReporting',
    'usesOfCase',
  ],
  'cases of an office': [(db) => listed.newest(db, { ...newest, office: 'A' }), 'casesOfOffice'],
  'cases of a partner': [(db) => listed.newest(db, { ...newest, partner: 'XB' }), 'casesOfPartner'],
  'cases in a state': [(db) => listed.newest(db, { ...newest, profile: 'p', state: 's' }), 'casesInState '],
  'cases in a state with a partner': [
    (db) => listed.newest(db, { ...newest, profile: 'p', state: 's', partner: 'XB' }),
    'casesInStateWith',
  ],
  'all cases': [(db) => listed.newest(db, { ...newest, before: 'c' }), 'PRIMARY KEY'],
  'cases of a person': [
    (db) => assigned.assignedTo(db, { person: 'a', before: 'c', limit: 10 }),
    'assignmentsOfPerson',
  ],
  'cases by due day': [(db) => listed.byDueDay(db, { ...byDay, office: undefined }), 'casesDue '],
  'cases of an office by due day': [(db) => listed.byDueDay(db, byDay), 'casesDueAtOffice'],
  'what is due': [(db) => shown.dues(db, { ...due, offices: 'all' }), 'duesByDay'],
  'what is due at an office': [(db) => shown.dues(db, { ...due, offices: ['A'] }), 'duesOfOffice '],
  'what is due with a partner': [(db) => shown.dues(db, { ...due, offices: 'all', partner: 'XB' }), 'duesOfPartner'],
  'what is due at an office with a partner': [
    (db) => shown.dues(db, { ...due, offices: ['A'], partner: 'XB' }),
    'duesOfOfficeAndPartner',
  ],
  'what is owed by the gateway itself': [
    (db) => shown.duesByItself(db, { case: '', place: 0, limit: 9 }),
    'duesByItself',
  ],
  'uses to be reported unasked': [(db) => shown.untoldUses(db, { after: '', limit: 9 }), 'shownReporting'],
  'what waits': [(db) => shown.waiting(db, { ...waits, offices: 'all' }), 'casesWaiting '],
  'what waits at an office': [(db) => shown.waiting(db, { ...waits, offices: ['A'] }), 'casesWaitingAtOffice'],
  'how many there are': [
    (db) => counting.tally(db, { since: 1, now: 2 }),
    'SEARCH tallies',
    'casesOpenedAt',
    'casesDueAt ',
  ],
  'opened in a month': [
    (db) => shown.openedAfter(db, { partner: 'XB', role: 'requested', profiles: ['a', 'b'], from: 1, to: 2, many: 3 }),
    'casesOpened',
  ],
  'the order given last': [(db) => shown.lastOrder(db, { partner: 'XB' }), 'shownOrders'],
  'rows of some cases': [(db) => shown.shown(db, { ids: ['a', 'b'] }), 'shown'],
  'rows not made yet': [(db) => shown.shownOtherwise(db, { basis: '', limit: 9 }), 'shownNotYet'],
  'rows made from something else': [
    (db) => shown.shownOtherwise(db, { partner: 'XB', agreement: 'a', basis: 'b', limit: 9 }),
    'shownFrom',
  ],
  'what is to be told': [(db) => reminding.remindable(db, { now: 1, limit: 9 }), 'casesToRemind'],
  'drafts of an office': [(db) => reading.drafts(db, { offices: ['A'], after: 'a', limit: 9 }), 'draftsOfOffice'],
  'old drafts': [(db) => reading.draftsBefore(db, { before: 1, limit: 9 }), 'draftsByAge'],
  'given alike': [
    (db) => alike.givenAlike(db, { fingerprints: ['a', 'b'], recipient: 'XB' }),
    'fingerprintsGiven',
    'itemsGiven',
  ],
  'copies that wait for their message': [
    (db) => alike.stagedAlike(db, { fingerprints: ['a', 'b'] }),
    'itemsAlike',
    'fingerprints',
  ],
  'cases by a number': [(db) => lookingUp.lookedUp(db, { lookups: ['a'], offices: 'all', limit: 9 }), 'SEARCH lookups'],
  'cases of an office by a number': [
    (db) => lookingUp.lookedUp(db, { lookups: ['a'], offices: ['A'], limit: 9 }),
    'SEARCH lookups',
  ],
  'cases in which we wrote a number': [
    (db) => lookingUp.sentAbout(db, { lookups: ['a'], offices: 'all', limit: 9 }),
    'SEARCH lookups',
  ],
  'cases of an office in which we wrote a number': [
    (db) => lookingUp.sentAbout(db, { lookups: ['a'], offices: ['A'], limit: 9 }),
    'SEARCH lookups',
  ],
  'bodies to look through': [(db) => lookingUp.bodiesAfter(db, { after: 'a', limit: 9 }), 'messages_1'],
  'registrations to look through': [(db) => lookingUp.registrationsAfter(db, { after: 'a', limit: 9 })],
  renew: [(db) => delivering.renew(db, { claims: [{ id: 'a', fence: 1 }], leaseUntil: 2 }), 'deliveries_1'],
  duty: [(db) => keeping.takeNodeLease(db, { lease: { name: 'd', node: 'n', until: 2 }, now: 1, believedUntil: 3 })],
  'events of offices': [(db) => reading.events(db, { offices: ['A', 'B'], after: -1, limit: 10 }), 'eventsOfOffice'],
  'events of all': [(db) => reading.events(db, { offices: 'all', after: 1, limit: 10 }), 'PRIMARY KEY'],
  'evidence of a case': [(db) => deciding.evidence(db, { case: 'a', after: 3, limit: 10 }), 'evidenceOfCase'],
  'what a case was told': [(db) => deciding.toldMessages(db, { id: 'a' }), 'messagesOfCase'],
  'bodies of some messages': [(db) => deciding.bodies(db, { ids: ['a', 'b'] })],
  purge: [(db) => sweeping.purge(db, purge), 'itemsStaged', 'idempotencyByAge', 'draftsOfItem'],
}
