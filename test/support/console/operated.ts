// What the flows tell whoever runs a gateway, with markup in every field that somebody else writes.
import type { IntroductionView, PartnerView, WaitingCardView } from '../../../gateway/answers/directory-answers.ts'
import type {
  DeliveryView,
  EvidenceLine,
  KeysView,
  RestoredView,
  StatusView,
} from '../../../gateway/answers/operator-answers.ts'
import type { BeforeSuspension } from '../../../gateway/answers/overview-answers.ts'
import type { Person } from '../../../gateway/model/client/person.ts'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import type { NationalFlows } from '../../../gateway/ports/doors/national.ts'
import type { OperatorFlows } from '../../../gateway/ports/doors/operator.ts'
import type { EventRow } from '../../../gateway/ports/rows.ts'

/** Whatever stands here must come out as text. */
export const markup = '<img src=x onerror="alert(1)">\u202e'
export const sealed = 'c2VhbGVkLXJlYXNvbg'
export const salt = 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg'
export const theCase = '01931f6e-7c2a-7a10-8f2e-3b5d90c4a111'
export const theCard = 'ab'.repeat(32)
const at = '2026-11-20T08:00:00.000Z'

export const operatorPerson: Person = {
  ...{ id: 'otto', name: markup, offices: 'all', roles: ['operate'], language: 'en', keys: [] },
}

export const partner: PartnerView = {
  ...{ member: 'XB', name: markup, state: 'active', endpoint: 'https://b.example:8443', sequence: 2 },
  sha256: 'ef'.repeat(32),
  contact: {
    ...{ office: 'XB000001', names: [markup], email: markup, phone: markup, hours: markup, timeZone: 'Europe/Zurich' },
    languages: ['en'],
  },
  ...{ profiles: ['tfa12'], assurance: { purpose: 'E', retention: 'L' } },
}

export const delivery: DeliveryView = {
  ...{ delivery: theCase, partner: 'XB', case: theCase, state: 'expired', attempts: 7, dueAt: at, changedAt: at },
  ...{ problem: 'line-refused', detail: markup, expiresAt: at, receipt: null },
}

export const waitingCard: WaitingCardView = {
  ...{ card: theCard, member: 'XB', state: 'waiting', why: 'moved', found: markup, inUse: 3, sequence: 4 },
  ...{ endpointInUse: 'https://a.example:8443', endpoint: 'https://b.example:8443', call: [markup], at, until: at },
  decisions: [{ client: 'anna', person: 'anna', decision: 'confirm', reason: markup, at, introducedBy: ['XC'] }],
  ...{ introductionsWanted: 2, wordsNeeded: true },
  introductions: [
    { member: 'XC', seen: '2026-11-29', until: at, counts: true, why: null },
    { member: 'XD', seen: null, until: null, counts: false, why: 'suspended' },
  ],
}

export const introduction: IntroductionView = {
  ...{ about: 'XB', to: 'XC', card: theCard, seen: '2026-11-19', state: 'made', at, until: at, introduction: null },
  ...{ problem: markup, decisions: [{ client: 'anna', person: null, reason: markup, at }] },
}

export const evidenceLine: EvidenceLine = {
  ...{ seq: 42, at, kind: 'operator', case: theCase, subject: 'XB', leaf: 'cd'.repeat(32) },
  data: { act: 'card confirmed', note: markup, reason: { secret: sealed, key: sealed }, mark: sealed, salt },
}

const keys: KeysView = {
  ...{ member: 'XA', card: 3 },
  validities: [
    {
      ...{
        member: 'XA',
        use: 'signing',
        id: 'kid-1',
        name: markup,
        notBefore: at,
        notAfter: '2026-11-25T08:00:00.000Z',
      },
      ...{ days: 4, standing: 'ending' },
    },
    { member: 'XB', use: 'crl', id: markup, name: markup, notBefore: at, notAfter: at, days: -1, standing: 'ended' },
  ],
  keys: [{ member: 'XA', use: 'signing', kid: 'kid-1', state: 'active', notAfter: null }],
  partners: [{ member: 'XB', state: 'active', card: 2, holdsOurs: null, since: null }],
  lists: [{ member: 'XB', authority: markup, number: '17', source: markup, thisUpdate: at, nextUpdate: at }],
}

const status: StatusView = {
  ...{ member: 'XA', version: '1.0.0', card: 3, unstampedCheckpoints: 0, restoredSince: null, due: [] },
  partners: [
    {
      ...{ member: 'XB', state: 'active', card: 2, holdsOurs: 3, circuit: 'open', inFlight: 0 },
      awayUntil: '2026-11-22T08:00:00.000Z',
    },
  ],
  waiting: [{ partner: 'XB', deliveries: 2, oldestSeconds: 7_300 }],
}

const ofNobody = { at: 0, office: null, message: null, partner: 'XB', about: null }
const restored: RestoredView = {
  ...{ since: at, from: markup },
  partners: [{ member: 'XB', state: 'answered', closed: true, found: markup }],
  cases: [{ case: theCase, partner: 'XB', state: 'open', closed: true, found: markup }],
}

const happened: readonly EventRow[] = [
  { ...ofNobody, seq: 41, kind: 'circuit.open', case: null },
  { ...ofNobody, seq: 42, kind: 'detected.outside-hours', case: theCase },
]

/** What is known before a suspension. */
const facts: BeforeSuspension = {
  ...{ partner: 'XB', exchange: 'active', whole: true, ours: null, agreements: ['xa-xb-2026'], next: 'b3BhcXVl' },
  theirs: { thread: theCase, by: 'XB', since: at, on: '2026-11-20' },
  kinds: [{ profile: 'tfa12', flows: ['disposal'], rests: ['response'] }],
  rows: [
    {
      ...{ case: theCase, partner: 'XB', agreement: 'xa-xb-2026', profile: 'tfa12', role: 'requested', office: markup },
      ...{ state: markup, openedAt: at, given: 3, there: 2, held: 1, breach: 'notified', contradictions: 1 },
      content: [{ content: theCase, what: 'item', message: theCase }],
      owed: [
        {
          ...{ what: 'owed', by: 'requesting', member: 'XB', ours: false, message: null, type: null, answeredBy: [] },
          ...{ since: null, dueOn: '2026-11-20', dueAt: null, overdue: true, source: 'agreement', paragraph: '11.1' },
        },
      ],
    },
  ],
}

export const nationalOfOperator: Partial<NationalFlows> = {
  partners: async () => [partner, { ...partner, member: 'XC' }],
  beforeSuspension: async () => facts,
  lastEvent: async () => 42,
  events: async () => happened,
}

export const operated: OperatorFlows = {
  deliveries: async () => ({ rows: [delivery], next: 'b3BhcXVl' }),
  redeliver: async () => true,
  testPartner: async () => {
    throw new Problem('line-refused', markup)
  },
  rehearse: async () => ({
    card: 3,
    partners: [{ member: 'XB', outcome: 'takes', found: markup, deliveredToday: 12, acknowledgedSeconds: 5 }],
  }),
  announceAbsence: async () => ({ until: at, partners: [{ member: 'XB', outcome: 'told' }] }),
  restored: async () => restored,
  settleRestored: async () => restored,
  evidence: async () => [evidenceLine],
  proof: async (message) => ({
    ...{
      message,
      index: 41,
      entry: 'ef'.repeat(32),
      record: { at: 'a record' },
      salt,
      proof: 'c2sp.org/tlog-proof@v1',
    },
  }),
  checkEvidence: async () => ({
    ...{ checked: 1_000, last: 1_000, size: 4_211, done: false, faults: [{ seq: 42, found: markup }] },
  }),
  witnesses: async () => ({
    published: { size: 4_211, at, stamped: false },
    witnesses: [
      {
        ...{ member: 'XB', state: 'active', cosigned: { size: 4_100, at } },
        ...{ owedSince: at, ofTheirs: { size: 12, at } },
      },
      { member: 'XC', state: 'suspended', cosigned: null, owedSince: null, ofTheirs: null },
    ],
  }),
  readiness: async () => ({ ready: false, reasons: [markup] }),
  status: async () => status,
  waitingCards: async () => ({ cards: [waitingCard] }),
  decideCard: async () => ({ ...waitingCard, outcome: 'waiting' }),
  offerCard: async () => waitingCard,
  introduce: async () => introduction,
  introductions: async () => [introduction],
  hearIntroduction: async () => undefined,
  keys: async () => keys,
  access: async () => ({
    clients: [
      {
        ...{ client: 'declarations', offices: 'all', roles: ['submit'], persons: true },
        ...{ function: markup, until: at, formerUntil: at },
      },
      {
        ...{ client: 'monitor', offices: ['HQ'], roles: ['monitor'], persons: false },
        ...{ function: null, until: null, formerUntil: null },
      },
    ],
    persons: [
      {
        ...{ person: 'ana', name: markup, offices: ['HQ'], roles: ['read'], function: markup, keys: [at] },
        linkUntil: at,
      },
    ],
  }),
  removePerson: async () => ({ clients: [], persons: [] }),
  removeClient: async () => ({ clients: [], persons: [] }),
  settings: async () => ({
    settings: [
      { name: 'TSA_URL', value: JSON.stringify(markup), usual: false, reload: true, describe: markup },
      { name: 'CRL_URLS', value: null, usual: true, reload: false, describe: markup },
    ],
  }),
}
