// Suspension (11.2), agreements (12.1) and limits (9.2): threads between two members rather than about a declaration.
import t from 'tap'
import { canonicalText } from '../../../crypto/canonical.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { legalNext } from '../../support/legal-next.ts'
import { exampleBody, last, type Said, tell } from '../../support/threads.ts'

const profileOf = (name: string) => profiles.get(name) as Profile
const saying =
  (profile: Profile) =>
  (type: string, more: object = {}, from?: 'requesting' | 'requested'): Said => [
    type,
    { ...exampleBody(profile, type), ...more },
    from,
  ]

t.test('12.11.2 Suspension', async (t) => {
  const suspension = profileOf('suspension')
  const said = saying(suspension)
  t.test('a breach suspends the pair until the member that suspended resumes', async (t) => {
    const suspended = tell(suspension, said('suspend'))
    t.equal(suspended.state, 'suspended')
    t.equal(suspension.states['suspended']?.suspends, true)
    t.same(legalNext(suspension, suspended), { requesting: ['resume'], requested: [] })
    const resumed = tell(suspension, said('suspend'), said('resume'))
    t.equal(resumed.state, 'resumed')
    t.equal(suspension.states['resumed']?.suspends, undefined)
  })
  t.test('MUST name the breach and what resumes the obligations', async (t) => {
    const refused = (more: object, field: string) =>
      t.throws(() => tell(suspension, said('suspend', more)), { code: 'body-invalid', faults: [{ field }] })
    refused({ breaches: [] }, '/breaches')
    refused({ resumes: [] }, '/resumes')
    const [breach] = exampleBody(suspension, 'suspend')['breaches'] as Record<string, unknown>[]
    const { message: _, ...untold } = breach ?? {}
    refused({ breaches: [untold] }, '/breaches/0/message')
    t.equal(tell(suspension, said('suspend', { breaches: [{ ...untold, learned: 'own-finding' }] })).state, 'suspended')
    refused({ breaches: [{ ...breach, knownOn: '2026-05-06' }] }, '/breaches/0/knownOn')
    const [awaited] = exampleBody(suspension, 'suspend')['resumes'] as object[]
    refused({ resumes: [awaited, awaited] }, '/resumes/1')
  })
  t.test('MUST NOT be resumed by the member it is directed at', async (t) => {
    const { state, ...folded } = tell(suspension, said('suspend'), said('resume', {}, 'requested'))
    t.equal(state, 'suspended')
    t.match(last({ state, ...folded }), { verdict: 'illegal', reason: /sent by the requesting member/ })
  })
  t.test('its facts name cases and messages, and none of the words', async (t) => {
    const facts = suspension.messages['suspend']?.facts(exampleBody(suspension, 'suspend') as never)
    t.same(facts, {
      breaches: [{ case: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01', message: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d02' }],
      awaited: ['remedy', 'notice'],
    })
  })
})

t.test('12.12.1 Agreements', async (t) => {
  const agreement = profileOf('agreement')
  const said = saying(agreement)
  const propose = said('agreement-propose')
  t.test('a text is proposed, accepted by its digest, and ended with its last day', async (t) => {
    const proposed = tell(agreement, propose)
    t.match(proposed, { state: 'proposed', particulars: { agreement: 'xa-xb-2027' }, owed: [{ source: 'target' }] })
    t.same(legalNext(agreement, proposed), {
      requesting: ['agreement-withdraw'],
      requested: ['agreement-accept', 'agreement-decline'],
    })
    const accepted = tell(agreement, propose, said('agreement-accept'))
    t.equal(accepted.state, 'accepted')
    t.same(legalNext(agreement, accepted), { requesting: ['agreement-end'], requested: ['agreement-end'] })
    for (const from of ['requesting', 'requested'] as const)
      t.match(tell(agreement, propose, said('agreement-accept'), said('agreement-end', {}, from)), {
        state: 'ended',
        particulars: { lastDay: '2027-12-31' },
      })
    t.equal(agreement.states['ended']?.ends, true)
  })
  t.test('the digest is that of the canonical text, also in the example', async (t) => {
    const { agreement: text, sha256 } = exampleBody(agreement, 'agreement-propose')
    t.equal(sha256, sha256Hex(utf8(canonicalText(text as never))))
  })
  t.test('MUST NOT be accepted by the digest of another text', async (t) => {
    for (const type of ['agreement-accept', 'agreement-decline']) {
      const folded = tell(agreement, propose, said(type, { sha256: '0'.repeat(64) }))
      t.equal(folded.state, 'proposed')
      t.match(last(folded), { verdict: 'illegal', reason: /has the SHA-256 d07e/ })
    }
  })
  t.test('what was declined or withdrawn cannot be accepted', async (t) => {
    t.match(last(tell(agreement, propose, said('agreement-decline'), said('agreement-accept'))), { verdict: 'illegal' })
    t.match(last(tell(agreement, propose, said('agreement-withdraw'), said('agreement-accept'))), {
      verdict: 'illegal',
    })
  })
  t.test('the proposal holds the whole text, as the agreement reader takes it', async (t) => {
    const text = exampleBody(agreement, 'agreement-propose')['agreement'] as object
    const refused = (more: object, field: string) =>
      t.throws(() => tell(agreement, said('agreement-propose', { agreement: { ...text, ...more } })), {
        code: 'body-invalid',
        faults: [{ field, paragraph: '12.1' }],
      })
    refused({ members: ['XA', 'XA'] }, '/agreement/members/1')
    refused({ until: '2026-12-31' }, '/agreement/until')
    t.throws(() => tell(agreement, said('agreement-propose', { agreement: { ...text, suite: 'C' } })), {
      code: 'body-invalid',
      faults: [{ field: '/agreement/suite' }],
    })
    t.throws(() => tell(agreement, said('agreement-propose', { replyBy: '2026-05-04' })), {
      code: 'body-invalid',
      faults: [{ field: '/replyBy' }],
    })
    t.throws(
      () => tell(agreement, propose, said('agreement-accept'), said('agreement-end', { lastDay: '2026-05-04' })),
      {
        code: 'body-invalid',
        faults: [{ field: '/lastDay' }],
      },
    )
  })
})

t.test('12.9.2 Workload', async (t) => {
  const workload = profileOf('workload')
  const said = saying(workload)
  const limit = said('limit')
  const particulars = { perMonth: 20, from: '2026-07-01', until: '2026-12-31' }
  const other = { perMonth: 30, from: '2026-07-01', until: '2026-12-31' }
  t.test('a limit is proposed and agreed', async (t) => {
    t.same(legalNext(workload, tell(workload, limit)), {
      requesting: ['limit-end'],
      requested: ['limit-agree', 'limit-decline', 'limit-end'],
    })
    t.match(tell(workload, limit, said('limit-agree')), { state: 'agreed', particulars })
    t.equal(workload.states['agreed']?.limits, true)
  })
  t.test('MUST be agreed as it was proposed', async (t) => {
    const folded = tell(workload, limit, said('limit-agree', { agreed: { ...particulars, perMonth: 25 } }))
    t.equal(folded.state, 'proposed')
    t.match(last(folded), { verdict: 'illegal', reason: /is 20 a month from 2026-07-01 until 2026-12-31/ })
  })
  t.test('another limit may be offered, and is for the first member to take', async (t) => {
    const countered = tell(workload, limit, said('limit-decline'))
    t.equal(countered.state, 'countered')
    t.match(countered.owed, [{ by: 'requesting', answeredBy: ['limit-agree-counter', 'limit-end'] }])
    t.match(last(tell(workload, limit, said('limit-decline'), said('limit-agree'))), { verdict: 'illegal' })
    const agreed = tell(workload, limit, said('limit-decline'), said('limit-agree-counter', { agreed: other }))
    t.match(agreed, { state: 'agreed', particulars: other })
  })
  t.test('without agreement the member that answers goes by its own prioritization', async (t) => {
    const declined = tell(workload, limit, ['limit-decline', { reasons: 'None is possible.' }])
    t.match(declined, { state: 'declined', owed: [] })
    t.same(legalNext(workload, declined), { requesting: [], requested: [] })
    t.equal(workload.states['declined']?.limits, undefined)
  })
  t.test('either member may end it, with a last day', async (t) => {
    for (const from of ['requesting', 'requested'] as const)
      t.match(tell(workload, limit, said('limit-agree'), said('limit-end', {}, from)), {
        state: 'ending',
        particulars: { perMonth: 20, until: '2026-09-30' },
      })
    t.equal(workload.states['ending']?.limits, true, 'it holds until that day')
    t.equal(tell(workload, limit, said('limit-end')).state, 'ended')
  })
  t.test('MUST be a limit that can hold', async (t) => {
    const refused = (more: object, field: string) =>
      t.throws(() => tell(workload, said('limit', more)), { code: 'body-invalid', faults: [{ field }] })
    refused({ proposed: { ...particulars, until: '2026-06-30' } }, '/proposed/until')
    refused({ proposed: { ...particulars, from: '2026-01-01', until: '2026-05-04' } }, '/proposed/until')
    refused({ proposed: { ...particulars, perMonth: 0 } }, '/proposed/perMonth')
    refused({ order: { rule: 'other' } }, '/order/text')
  })
})

t.test(
  'threads between members keep flowing while obligations are suspended, and are no cases of an agreement’s profiles',
  async (t) => {
    for (const name of ['suspension', 'agreement', 'workload']) {
      const { scope, messages, utilityBlock } = profileOf(name)
      t.equal(scope, 'members', name)
      t.match(utilityBlock.legalBasis, /Article 12/)
      for (const [type, { whileSuspended }] of Object.entries(messages)) t.equal(whileSuspended, true, type)
      t.equal(Object.values(messages).filter(({ opens }) => opens).length, 1, `${name} has one opening type`)
    }
  },
)
