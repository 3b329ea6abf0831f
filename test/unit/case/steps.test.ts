// A statement as a step: the same at both members, whichever of them looks.
import t from 'tap'
import { firstSenderRole, fold, stepOf } from '../../../gateway/case/steps.ts'
import { otherRole } from '../../../gateway/model/role.ts'
import { tfa12 } from '../../../gateway/profiles/tfa12/profile.ts'
import { type Said, tellCase, wantedItems } from '../../support/threads-store.ts'

const said: readonly Said[] = [
  {
    type: 'request',
    facts: { wanted: wantedItems('w1'), discretionary: false, purposes: ['VERIFY_VALUE'] },
  },
  { type: 'ack', facts: { complete: true, dueOn: '2026-08-03' } },
]

t.test('the part of a sender follows from who it is, whichever member looks', async (t) => {
  const { messages, state } = tellCase(1, 'tfa12', 'requesting', said)
  const [ours, theirs] = [
    { role: 'requesting', partner: 'XB' },
    { role: 'requested', partner: 'XA' },
  ] as const
  t.same(
    messages.map((each) => stepOf(ours, each)),
    messages.map((each) => stepOf(theirs, each)),
  )
  t.same(
    messages.map((each) => stepOf(ours, each)).map(({ from, member }) => `${from} ${member}`),
    ['requesting XA', 'requested XB'],
  )
  t.same(fold(tfa12, theirs, messages), state)
  t.same(state.steps, Object.fromEntries(messages.map(({ id }) => [id, 'applied'])))
})

t.test('the first message known says which part its sender plays, unless both sides may write it', async (t) => {
  t.equal(firstSenderRole(tfa12, 'request'), 'requesting')
  t.equal(otherRole[firstSenderRole(tfa12, 'response')], 'requesting')
  t.equal(firstSenderRole(tfa12, 'no-such-type'), 'requesting')
})
