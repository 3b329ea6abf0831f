// Which calls ask for a signature: by what the profile says of a message, and for drafts of such messages also when they are approved.
import t from 'tap'
import {
  approvalSigned,
  clearanceSigned,
  releaseSigned,
  submitSigned,
  takingSignatures,
} from '../../../gateway/flows/doors/signed.ts'
import { openSignatures } from '../../../gateway/flows/persons/signatures.ts'
import { decidedOf } from '../../../gateway/model/client/decided.ts'
import type { SignedAct } from '../../../gateway/model/client/person.ts'
import type { Client } from '../../../gateway/ports/doors/national.ts'
import { profiles } from '../../../gateway/profiles/all.ts'

const office: Client = { id: 'officer', offices: ['HQ'], roles: ['submit', 'approve'] }
const elsewhere: Client = { ...office, offices: ['OTHER'] }
const caseId = '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'
const messageActs = ['permit', 'accept-terms', 'dispose'] as const
const typeOf = (act: SignedAct) =>
  Object.entries(profiles.get('tfa12')?.messages ?? {}).find(([, { signedAs }]) => signedAs === act)?.[0] ?? ''

function over(acts: readonly SignedAct[], type: string) {
  const denials: unknown[] = []
  const { signatures, grant } = openSignatures(acts)
  const store = {
    case: async () => ({ id: caseId, office: 'HQ', profile: 'tfa12' }),
    draft: async () => ({ case: caseId, type }),
    item: async (id: string) => ({ case: id === 'nothing' ? null : caseId }),
    message: async () => ({ case: caseId }),
    record: async (evidence: readonly { case: unknown; subject: string; data: object }[]) =>
      denials.push(...evidence.map(({ case: of, subject, data }) => ({ ...data, case: of, subject }))),
  }
  const secrets = { mark: () => 'f'.repeat(64) }
  const deps = {
    store,
    signatures,
    secrets,
    trust: () => ({ us: 'XA' }),
    world: { now: () => 0, randomOctets: (count: number) => new Uint8Array(count) },
  }
  return { deps: deps as unknown as Parameters<typeof submitSigned>[0], denials, grant }
}
const row = { id: 'd', revision: 3, case: caseId, agreement: 'a', office: 'HQ' }
type Draft = Parameters<ReturnType<typeof approvalSigned>>
/** A draft as it is kept, with what was changed in it since it was shown. */
const draftOf = (type: string, changes: object = {}) =>
  [
    { ...row, type },
    { revision: 3, ask: { ...ask(type), ...changes }, drafters: [] },
  ] as unknown as [Draft[1], Draft[2]]
const approvalOf = (type: string) => decidedOf.approve('d', 3, { ...row, ...ask(type) })
const ask = (type: string) => ({ case: caseId, type, body: { some: 'words' }, items: [] })
const sent = async () => 'sent' as never

t.test('a message is signed as its profile says, and others are not', async (t) => {
  for (const act of messageActs) {
    const type = typeOf(act)
    t.ok(type, act)
    const { deps, denials, grant } = over([act], type)
    const submit = submitSigned(deps, sent)
    await t.rejects(submit(office, ask(type), null), { code: 'signature-demanded' }, act)
    t.match(denials, [
      { client: 'officer', act, problem: 'signature-demanded', case: caseId, subject: caseId, place: { member: 'XA' } },
    ])
    t.equal(await submit(elsewhere, ask(type), null), 'sent', 'whoever may not see the case learns nothing of it')
    t.equal(await submit(office, ask('clarify'), null), 'sent')
    const signed = () => grant(office, decidedOf.message(act, caseId, ask(type)))
    t.equal(await submit(signed(), ask(type), null), 'sent')
    await t.rejects(submit(signed(), { ...ask(type), body: { other: 'words' } }, null), { code: 'signature-invalid' })
    t.equal(await submitSigned(over([], type).deps, sent)(office, ask(type), null), 'sent', 'where it is not named')
  }
})

t.test('whoever approves a draft of such a message signs, also where approvals are not named', async (t) => {
  for (const act of messageActs) {
    const { deps, grant } = over([act], typeOf(act))
    const draft = draftOf(typeOf(act))
    await t.rejects(approvalSigned(deps)(office, ...draft), { code: 'signature-demanded' }, act)
    await approvalSigned(deps)(grant(office, approvalOf(typeOf(act))), ...draft)
    await approvalSigned(over([act], 'clarify').deps)(office, ...draftOf('clarify'))
  }
  const others = approvalSigned(over(['approve'], 'clarify').deps)
  await t.rejects(others(office, ...draftOf('clarify')), { code: 'signature-demanded' })
})

t.test('what lacks its signature is denied in its case, in the chain of what was done there', async (t) => {
  const { deps, denials } = over(['release', 'approve'], 'clarify')
  const release = releaseSigned(deps)
  const view = { purpose: 'P', matter: 'm', reader: 'Jane Doe' }
  const refused = { code: 'signature-demanded' }
  for (const [what, id] of [
    ['item', 'i'],
    ['body', 'b'],
    ['message', 'b'],
    ['case', caseId],
    ['item', 'nothing'],
  ] as const)
    await t.rejects(release(office, what, id, view), refused, what)
  await t.rejects(approvalSigned(deps)(office, ...draftOf('clarify')), refused)
  const place = { member: 'XA' }
  const said = { act: 'release', purpose: 'P', reader: 'officer', problem: 'signature-demanded' }
  t.match(denials, [
    { ...said, what: 'item', subject: 'i', case: caseId, place },
    { ...said, what: 'body', subject: 'b', case: caseId, place },
    { ...said, what: 'body', subject: 'b', case: caseId, place },
    { ...said, what: 'body', subject: caseId, case: caseId, place },
    { ...said, what: 'item', subject: 'nothing', case: null, place: undefined },
    { act: 'approve', draft: 'd', subject: caseId, case: caseId, place },
  ])
})

t.test('a clearance is signed for whom, what, until when, how often and why', async (t) => {
  const asked = { purpose: 'P', reader: 'j.diallo', until: '2026-12-05', uses: 1, reason: 'why' }
  const { deps, denials, grant } = over(['clear'], '')
  const demand = clearanceSigned(deps)
  const content = { what: 'item', id: 'i' } as const
  await t.rejects(demand(office, content, asked), { code: 'signature-demanded' })
  const refused = { act: 'clear', what: 'item', purpose: 'P', problem: 'signature-demanded', reader: 'officer' }
  t.match(denials, [{ ...refused, subject: 'i', case: caseId, place: { member: 'XA' } }])
  const signed = () => grant(office, decidedOf.clear('item', 'i', asked))
  await demand(signed(), content, asked)
  const other = { reader: 'm.okafor', until: '2026-12-06', uses: 2, reason: 'so', purpose: 'Q', use: 'print' }
  for (const [name, value] of Object.entries(other))
    await t.rejects(demand(signed(), content, { ...asked, [name]: value }), { code: 'signature-invalid' }, name)
  await t.rejects(demand(signed(), { what: 'body', id: 'i' }, asked), { code: 'signature-invalid' })
  await clearanceSigned(over([], '').deps)(office, content, asked)
})

t.test('an approval is signed for all that the draft says, and what was changed behind it is refused', async (t) => {
  const { deps, grant } = over(['approve'], 'clarify')
  const demand = approvalSigned(deps)
  const signed = () => grant(office, approvalOf('clarify'))
  await demand(signed(), ...draftOf('clarify'))
  const changes = [
    ...[{ body: { other: 'words' } }, { items: ['i'] }, { terms: 'f'.repeat(64) }, { type: 'ack' }, { inReplyTo: 'm' }],
    ...[{ case: null, agreement: 'a', office: 'HQ' }],
  ]
  for (const change of changes)
    await t.rejects(
      demand(signed(), ...draftOf('clarify', change)),
      { code: 'signature-invalid' },
      JSON.stringify(change),
    )
})

t.test('a signature that a client comes with has to fit, whether it is demanded or not, and is spent', async (t) => {
  const { deps, grant } = over([], '')
  const take = takingSignatures(deps)
  const card = decidedOf.card('sha256', { decision: 'confirm', reason: 'They read it out.' })
  const client = grant(office, card)
  await t.rejects(take(client, decidedOf.card('other', { decision: 'confirm', reason: 'They read it out.' })), {
    code: 'signature-invalid',
  })
  await take(client, card)
  await t.rejects(take(client, card, true), { code: 'signature-demanded' })
})

t.test('each kind of exchange has its messages signed alike', async (t) => {
  for (const [name, { messages }] of profiles)
    for (const [type, { effect, signedAs }] of Object.entries(messages)) {
      const expected = effect === 'accepts-terms' ? 'accept-terms' : effect === 'disposes' ? 'dispose' : undefined
      if (expected !== undefined) t.equal(signedAs, expected, `${name} ${type}`)
      else t.ok(signedAs === undefined || signedAs === 'permit', `${name} ${type}`)
    }
})
