// Retention of a case as it is held at either member: whatever ends the reading also owes the disposal, on the same day.
import t from 'tap'
import { remindersOf } from '../../../gateway/case/deadlines.ts'
import { retentionEventsOf } from '../../../gateway/case/retention.ts'
import { dayAfter } from '../../../gateway/model/calendar/calendar.ts'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import { decideRelease } from '../../../gateway/model/terms/release.ts'
import { defaultTerms, readTerms } from '../../../gateway/model/terms/terms.ts'
import { type RetentionEvent, retentionEvents, type Terms } from '../../../gateway/model/terms/vocabulary.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { id, type Said, tellCase, wantedItems } from '../../support/threads-store.ts'

const tfa12 = profiles.get('tfa12') as Profile
const utc = { timeZone: 'UTC' }
const item = id(42)

/** Terms that keep for `days` after an event, and want the disposal within ten days more. */
const termsAfter = (event: RetentionEvent, days: number): Terms => {
  const terms = defaultTerms({
    provider: 'XB',
    recipient: 'XA',
    legalBasis: 'TFA Article 12',
    protection: { level: 'customs-confidential', description: 'Held in confidence.', measures: [], law: [] },
    offices: ['HQ'],
    purposes: ['VERIFY_VALUE'],
    matter: id(1),
    localDate: '2026-04-02',
    defaults: { disposeWithinDays: 10 },
  })
  const rows = terms.terms.map((row) =>
    row.term === 'retention'
      ? { term: row.term, paragraph: row.paragraph, assurance: row.assurance, after: { event, days } }
      : row,
  )
  return readTerms({ ...terms, terms: rows })
}

const told = (terms: Terms): readonly Said[] => [
  {
    type: 'request',
    facts: { wanted: wantedItems('w1'), discretionary: false, purposes: ['VERIFY_VALUE'] },
    localDate: '2026-03-05',
  },
  { type: 'ack', facts: { complete: true, dueOn: '2026-06-03' }, localDate: '2026-03-06' },
  {
    type: 'response',
    facts: {
      final: true,
      outcomes: [{ id: 'w1', outcome: 'provided', items: [item], verified: false, trueCopy: true }],
    },
    localDate: '2026-04-02',
    terms: { ...terms, terms: [...terms.terms] },
  },
  { type: 'close', facts: { outcome: 'doubt-confirmed' }, localDate: '2026-05-20' },
  {
    type: 'outcome',
    facts: { decisions: [{ decision: 'doubt-confirmed', actions: [], deciding: [] }] },
    localDate: '2026-06-01',
  },
]

/** The day of each event in that story: feedback after the closing is the last word on the doubt. */
const happenedOn: { readonly [event in RetentionEvent]: string } = {
  'case-closed': '2026-05-20',
  'decision-final': '2026-06-01',
}

t.test('what ends the reading owes the disposal, whatever event retention counts from [retention]', async (t) => {
  for (const event of retentionEvents)
    for (const role of ['requesting', 'requested'] as const)
      await t.test(`${event}, at the ${role} member`, async (t) => {
        const terms = termsAfter(event, 30)
        const story = told(terms)
        const { row, messages, state } = tellCase(1, 'tfa12', role, story)
        t.same(
          Object.values(state.steps),
          story.map(() => 'applied'),
          JSON.stringify(state.reasons),
        )
        const folded = { profile: tfa12, messages, state }
        const last = dayAfter(happenedOn[event], 30)
        const ask = {
          ...{ reader: 'officer', office: 'HQ', purpose: 'VERIFY_VALUE', matter: row.id, release: 'view' as const },
          acceptance: { state: 'accepted', closed: false, opens: 'accepted', standing: false } as const,
          events: retentionEventsOf(folded),
        }
        t.match(decideRelease(terms, { ...ask, nowDay: last }), { verdict: 'allow' })
        t.match(decideRelease(terms, { ...ask, nowDay: dayAfter(last, 1) }), { verdict: 'deny', term: 'retention' })
        const owed = remindersOf({ ...folded, role: row.role, contacts: { ours: utc, theirs: utc } }).filter(
          ({ what }) => what === 'disposal',
        )
        t.match(owed.at(-1), { kind: 'overdue', about: last, day: dayAfter(last, 10), by: 'requesting' })
      })
})

t.test('what the other side decides on what it holds itself ends no retention of ours [R11]', async (t) => {
  const story = told(termsAfter('decision-final', 30))
  const decided: Said = {
    type: 'outcome',
    facts: { decisions: [{ decision: 'doubt-confirmed', actions: [], deciding: [] }] },
    localDate: '2026-05-20',
  }
  const finalOn = (from: 'requesting' | 'requested') => {
    const { messages, state } = tellCase(2, 'tfa12', 'requesting', [...story.slice(0, 3), { ...decided, from }])
    return retentionEventsOf({ profile: tfa12, messages, state })['decision-final']
  }
  t.equal(finalOn('requested'), undefined)
  t.equal(finalOn('requesting'), '2026-05-20')
})
