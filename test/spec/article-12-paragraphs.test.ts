// Each paragraph of Article 12 that asks something of the members, as a story of messages: docs/article-12.md names these titles.
import t from 'tap'
import type { CaseState } from '../../gateway/case/case.ts'
import type { Profile } from '../../gateway/model/profile/profile.ts'
import { profiles } from '../../gateway/profiles/all.ts'
import { exampleBody, last, type Said, tell } from '../support/threads.ts'

const profile = profiles.get('tfa12') as Profile
const item = '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'
const said = (type: string, more: object = {}, ...rest: [Said[2]?, Said[3]?]): Said =>
  [type, { ...exampleBody(profile, type), ...more }, ...rest] as const

const request = said('request')
const ack = said('ack', { receivedAt: '2026-05-05T09:12:44.120Z', dueOn: '2026-08-03' })
const provided = { wanted: 'w1', outcome: 'provided', items: [item], verified: false }
const given = (more: object = {}): Said =>
  said('response', { final: false, outcomes: [provided], ...more }, undefined, [{ id: item, kind: 'declaration' }])
const answered = [request, ack, given()]
const accepted = ['purpose', 'disclosure', 'retention'].map((term) => ({ term, decision: 'accept' }))
const breach = (more: object = {}) =>
  said('breach', { discoveredAt: '2026-05-04T08:15:00.000Z', fullReportBy: '2026-06-03', ...more })
const measures = (more: object = {}) =>
  said('measures', {
    remedy: [{ what: 'The broker returned the copy.', on: '2026-05-05' }],
    prevention: [{ what: 'Exports need a second person from now on.', on: '2026-05-05' }],
    ...more,
  })
const disposal = said('disposal', { on: '2026-05-05' })

/** What a story must come to, beside its last message being applied. */
type Story = readonly [title: string, messages: readonly Said[], holds: (state: CaseState) => unknown]

const stories: readonly Story[] = [
  [
    '12.4.1 the requested member asks what is unclear, and is answered; the clock runs on',
    [request, said('clarify', { answerBy: '2026-05-20' }), said('clarify-reply')],
    ({ due, state }) => state !== 'clarifying' && due?.on === '2026-08-03',
  ],
  [
    '12.4.1 d more may be asked for in the same matter, with a date of its own',
    [request, ack, said('supplement')],
    ({ items }) => items['w4']?.since === '2026-05-05' && items['w4'].dueOn === '2026-08-03',
  ],
  [
    '12.5.1 a, 12.5.2 the terms are accepted one by one, or said to be impossible to keep with the law that stands in the way',
    [request, ack, given({ keys: 'after-acceptance' }), said('accept-terms')],
    ({ given }) => given[item]?.acceptance === 'unable',
  ],
  [
    '12.5.1 a content that waits for the acceptance of its terms is opened by keys that come afterwards',
    [request, ack, given({ keys: 'after-acceptance' }), said('accept-terms', { decisions: accepted }), said('keys')],
    ({ given }) => given[item]?.locked === false && given[item].acceptance === 'accepted',
  ],
  [
    '12.5.1 b, c another use needs a permission: asked for, granted, and limited as it says',
    [...answered, said('permission-ask', { until: '2026-12-31' }), said('permission')],
    ({ permissions }) => Object.values(permissions).some(({ verdict, uses }) => verdict === 'granted' && uses === 1),
  ],
  [
    '12.5.1 c a permission may be revoked',
    [
      ...answered,
      said('permission-ask', { until: '2026-12-31' }),
      said('permission'),
      [
        'permission',
        {
          permission: exampleBody(profile, 'permission')['permission'],
          verdict: 'revoked',
          reason: 'The court has closed the file.',
        },
      ],
    ],
    ({ permissions }) => Object.values(permissions).every(({ verdict }) => verdict === 'revoked'),
  ],
  [
    '12.5.1 d, 12.10 g what was not verified may be verified, corrected or withdrawn later',
    [...answered, said('verification-update', { on: '2026-05-05' })],
    ({ given }) => given[item]?.verified === 'verified',
  ],
  [
    '12.5.1 e conditions on retention may be tightened, and must be accepted anew',
    [...answered, said('amend-terms')],
    ({ given }) => given[item]?.acceptance === 'open',
  ],
  [
    '12.5.1 e disposal is stated, item by item',
    [...answered, disposal],
    ({ regions, given }) => regions['retention'] === 'disposed' && given[item]?.disposed === true,
  ],
  [
    '12.5.1 f decisions and actions are told on request',
    [
      ...answered,
      said('outcome-ask'),
      said('outcome', {
        decisions: [{ ...(exampleBody(profile, 'outcome')['decisions'] as object[])[0], on: '2026-05-05' }],
      }),
    ],
    ({ owed }) => !owed.some(({ answeredBy }) => answeredBy.includes('outcome')),
  ],
  [
    '12.6.2 an assurance is required before anything is given, and given',
    [request, ack, said('assurance-required'), said('assurance')],
    ({ regions, discretionary }) => regions['assurance'] === 'given' && !discretionary,
  ],
  [
    '12.6.2, 12.7.2 an assurance that cannot be given makes execution discretionary',
    [
      request,
      ack,
      said('assurance-required'),
      said('assurance', { given: false, text: 'Our law allows none.', law: 'Criminal Procedure Act, s. 3' }),
    ],
    ({ regions, discretionary }) => regions['assurance'] === 'declined' && discretionary,
  ],
  [
    '12.7.1 part of a request is postponed, with its ground, its reasons and a date',
    [request, ack, said('postpone')],
    ({ items }) =>
      items['w1']?.outcome === 'postponed' &&
      items['w1'].expectedOn === '2026-07-01' &&
      items['w2']?.outcome === 'open',
  ],
  [
    '12.9.2 the requesting member is asked to prioritize, and a practical limit is agreed',
    [request, ack, said('prioritise'), said('priority'), said('priority-agreed', {}, 'requested')],
    ({ owed }) => !owed.some(({ paragraph }) => paragraph === '9.2'),
  ],
  [
    '12.11.1 a breach is communicated promptly, and its measures are owed from then on',
    [...answered, breach()],
    ({ regions, owed }) =>
      regions['breach'] === 'notified' && owed.some(({ answeredBy }) => answeredBy.includes('measures')),
  ],
  [
    '12.11.1 a, b, c remedy and prevention are notified, and settle the breach',
    [...answered, breach(), measures()],
    ({ regions }) => regions['breach'] === 'settled',
  ],
]

for (const [title, messages, holds] of stories)
  t.test(title, async (t) => {
    const state = tell(profile, ...messages)
    t.match(last(state), { verdict: 'applied' })
    t.ok(holds(state), JSON.stringify({ ...state, steps: undefined }))
  })

t.test('12.1.1 a trader that corrected itself is told of as such', async (t) => {
  const closed = tell(
    profile,
    request,
    ack,
    said('refuse', {
      refusals: ['w1', 'w2', 'w3'].map((wanted) => ({
        wanted,
        basis: { family: '7.1', ground: 'c', reasons: 'A prosecution is under way.' },
      })),
    }),
    said('close', { outcome: 'voluntary-disclosure' }),
  )
  t.equal(closed.state, 'closed')
})

t.test('12.6.1 e, 12.7.1 while nothing is answered, an answer is owed by a deadline of the treaty', async (t) => {
  const { owed, due } = tell(profile, request, ack)
  t.match(due, { on: '2026-08-03', fromDate: '2026-05-05' })
  t.match(
    owed.filter(({ source }) => source === 'treaty'),
    [{ by: 'requested', paragraph: '6.1 e', dueOn: '2026-08-03' }],
  )
})

t.test(
  '12.11.2 measures, permissions, feedback and disposal keep flowing while obligations are suspended',
  async (t) => {
    const flowing = Object.entries(profile.messages).flatMap(([type, { whileSuspended }]) =>
      whileSuspended ? [type] : [],
    )
    for (const type of [
      'request',
      'ack',
      'withdraw',
      'close',
      'breach',
      'measures',
      'permission-ask',
      'permission',
      'outcome',
      'disposal',
    ])
      t.ok(flowing.includes(type), type)
    for (const type of ['response', 'keys', 'postpone', 'refuse', 'clarify']) t.notOk(flowing.includes(type), type)
  },
)

t.test(
  '12.12.1, 12.12.2 an exchange under another agreement has its own profile and carries no deadline of Article 12',
  async (t) => {
    for (const { name, scope, dueDays, messages } of profiles.values()) {
      if (scope !== 'case' || name === profile.name) continue
      t.equal(dueDays, undefined, name)
      for (const [type, { owes = [], paragraphs }] of Object.entries(messages)) {
        t.ok(
          owes.every(({ source }) => source !== 'treaty'),
          type,
        )
        t.ok(
          paragraphs.every((each) => each.startsWith('12.')),
          type,
        )
      }
    }
    t.ok([...profiles.values()].filter(({ scope }) => scope === 'case').length > 1)
  },
)

t.test(
  '12.7.1 a to e, 12.10 a to h each ground and each limitation may be the reason of a refusal, with its letter in the signed facts',
  async (t) => {
    const letters = (family: string, detail: string, all: string) =>
      [...all].map((letter) => ({ family, [detail]: letter }))
    for (const basis of [...letters('7.1', 'ground', 'abcde'), ...letters('10', 'limit', 'abcdefgh')]) {
      const reference = { citation: 'Tax Secrecy Act, s. 12', text: 'No officer shall disclose it.' }
      const refusals = [{ wanted: 'w1', basis: { ...basis, reasons: 'As the law says.', reference } }]
      const refuse = said('refuse', { refusals })
      t.equal(tell(profile, request, ack, refuse).items['w1']?.outcome, 'refused', JSON.stringify(basis))
      t.match(profile.messages['refuse']?.facts({ refusals } as never), { outcomes: [basis] })
    }
  },
)

t.test(
  '12.9.1 MUST weigh the fiscal interest against the effort asked for, and again with each supplement',
  async (t) => {
    const { proportionality: _, ...careless } = exampleBody(profile, 'request')
    t.throws(() => tell(profile, ['request', careless]), {
      code: 'body-invalid',
      faults: [{ field: '/proportionality', paragraph: '9.1' }],
    })
    const { proportionality: __, ...more } = exampleBody(profile, 'supplement')
    t.throws(() => tell(profile, request, ack, ['supplement', more]), {
      code: 'body-invalid',
      faults: [{ field: '/proportionality', paragraph: '9.1' }],
    })
  },
)
