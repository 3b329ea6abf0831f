// What persons signed with keys of their own, in a bundle: verified by whoever has no more than the bundle.
import t from 'tap'
import { canonical } from '../../crypto/canonical.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { fromBase64url, sha256Hex } from '../../crypto/octets.ts'
import { verifyRegistration } from '../../crypto/webauthn/webauthn.ts'
import type { FaultCode } from '../../gateway/bundle/format/faults.ts'
import { reportLines } from '../../gateway/bundle/report/report-text.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { challengeOfDecision, decidedOf, decisionDigest } from '../../gateway/model/client/decided.ts'
import { makeCaseFile, octetsOfBundle } from '../support/case-files.ts'
import { type SoftPasskey, softPasskey } from '../support/passkey.ts'

const origin = 'https://desk.xa.example'
const at = '2026-11-30T12:00:00.000Z'
const ask = { purpose: 'VERIFY_VALUE', matter: 'matter-1', office: 'HQ' }

/** As the flow writes it. */
function keyOf(passkey: SoftPasskey, person = 'a.costa', changes: JsonObject = {}) {
  const challenge = 'A'.repeat(43)
  const made = verifyRegistration(passkey.register(challenge), { challenge, origin, rpId: new URL(origin).hostname })
  const { id, algorithm, spki } = made
  const said = {
    ...{ v: 1, person, roles: ['read', 'release'], offices: ['HQ'] },
    ...{ id, algorithm, spki, rpId: 'desk.xa.example', by: 'link' },
  }
  const digest = sha256Hex(fromBase64url(spki))
  return { digest, record: { kind: 'person.key', subject: digest, data: { ...said, ...changes }, case: null } as const }
}

interface Changes {
  /** Of what lies in the record, after it was signed. */
  readonly data?: JsonObject
  readonly subject?: string
  /** Of what is signed. */
  readonly member?: string
  readonly of?: string
  readonly assert?: Parameters<SoftPasskey['assert']>[1]
}

function signedOf(
  passkey: SoftPasskey,
  key: string,
  { caseId, item }: { caseId: string; item: string },
  changes: Changes = {},
) {
  const decision = {
    ...decidedOf.release('item', item, ask),
    ...{ member: changes.member ?? 'XA', case: changes.of ?? caseId, at },
  }
  const assertion = passkey.assert(challengeOfDecision(decision), changes.assert)
  const data = { ...decision, v: 1, person: 'a.costa', key, origin, assertion } as unknown as JsonObject
  return {
    kind: 'person.signed',
    subject: changes.subject ?? decisionDigest(decision),
    data: { ...data, ...changes.data },
  } as const
}

const passkey = softPasskey(origin)
const { digest, record } = keyOf(passkey)
type Recorded = NonNullable<NonNullable<Parameters<typeof makeCaseFile>[0]>['recorded']>
const released = (item: string, terms: string, data: JsonObject = {}) =>
  ({ kind: 'release', subject: item, data: { client: 'console', person: 'a.costa', ...ask, terms, ...data } }) as const

async function verified(recorded: Recorded) {
  const { file, fingerprints, nowMs } = await makeCaseFile({ recorded })
  return verifyBundle(await octetsOfBundle(file), { fingerprints, nowMs })
}
const codes = async (recorded: Recorded): Promise<FaultCode[]> =>
  [...new Set((await verified(recorded)).faults.map(({ code }) => code))].sort()

t.test('an act is told with the key of its person and who registered it', async (t) => {
  const report = await verified((of) => [record, signedOf(passkey, digest, of), released(of.item, of.terms)])
  t.same(report.faults, [])
  t.match(report.signed, [{ act: 'release', person: 'a.costa', done: /^log\/records\/\d+\.json$/ }])
  const lines = reportLines(report).join('\n')
  t.match(
    lines,
    /SIGNED BY PERSONS\n {2}\S+Z {2}released by the key of person a\.costa, registered by XA on \d{4}-\d\d-\d\d: /,
  )
})

t.test('what was signed and not done is no fault, and is told', async (t) => {
  const report = await verified((of) => [record, signedOf(passkey, digest, of)])
  t.same(report.faults, [])
  t.match(report.signed, [{ done: null }])
  t.match(reportLines(report).join('\n'), /nothing here shows that it was done/)
  const twice = await verified((of) => [
    record,
    signedOf(passkey, digest, of),
    signedOf(passkey, digest, of),
    released(of.item, of.terms),
  ])
  t.match(twice.signed, [{ done: null }, { done: /records/ }], 'the act belongs to the signature before it')
})

t.test('a bundle without any verifies as before, and says nothing of persons', async (t) => {
  const { file, fingerprints, nowMs } = await makeCaseFile()
  const report = await verifyBundle(await octetsOfBundle(file), { fingerprints, nowMs })
  t.equal(report.ok, true)
  t.same(report.signed, [])
  t.notMatch(reportLines(report).join('\n'), /SIGNED BY PERSONS/)
})

t.test('each way in which it can be wrong is a fault', async (t) => {
  const other = softPasskey(origin)
  const others = keyOf(other, 'j.diallo')
  const wrong: readonly (readonly [what: string, FaultCode, Recorded])[] = [
    ['no key is registered', 'person-key', (of) => [signedOf(passkey, digest, of)]],
    ['the key was registered after it signed', 'person-key', (of) => [signedOf(passkey, digest, of), record]],
    ['the key is registered twice', 'person-key', () => [record, record]],
    ['the key is another one than its record names', 'person-key', () => [{ ...record, subject: 'f'.repeat(64) }]],
    ['the record of the key has another form', 'person-key', () => [keyOf(passkey, 'a.costa', { name: 'Ana' }).record]],
    ['the key is of somebody else', 'person-key', (of) => [others.record, signedOf(other, others.digest, of)]],
    ['another key signed', 'person-signature', (of) => [record, signedOf(other, digest, of, { data: {} })]],
    [
      'something else was signed',
      'person-signature',
      (of) => [record, signedOf(passkey, digest, of, { data: { at: '2026-11-30T12:00:01.000Z' } })],
    ],
    [
      'something else was signed, and the record is named after it',
      'person-signature',
      (of) => {
        const decision = {
          ...decidedOf.release('item', of.item, { ...ask, purpose: 'OTHER' }),
          member: 'XA',
          case: of.caseId,
          at,
        }
        return [
          record,
          signedOf(passkey, digest, of, { data: { data: decision.data }, subject: decisionDigest(decision) }),
        ]
      },
    ],
    [
      'the user was not verified',
      'person-signature',
      (of) => [record, signedOf(passkey, digest, of, { assert: { flags: 1 } })],
    ],
    [
      'it is for another relying party',
      'person-signature',
      (of) => [record, signedOf(passkey, digest, of, { assert: { rpId: 'xb.example' } })],
    ],
    [
      'it was made at another origin',
      'person-signature',
      (of) => [record, signedOf(passkey, digest, of, { data: { origin: 'https://desk.xb.example' } })],
    ],
    [
      'it was made at no origin',
      'person-signature',
      (of) => [record, signedOf(passkey, digest, of, { data: { origin: 'desk' } })],
    ],
    [
      'it was made to sign in',
      'person-signature',
      (of) => [record, signedOf(passkey, digest, of, { assert: { clientData: { challenge: 'A'.repeat(43) } } })],
    ],
    [
      'it has another form',
      'person-signature',
      (of) => [record, signedOf(passkey, digest, of, { data: { note: 'x' } })],
    ],
    [
      'it was signed for another member',
      'person-act',
      (of) => [record, signedOf(passkey, digest, of, { member: 'XB' })],
    ],
    ['it was signed for another case', 'person-act', (of) => [record, signedOf(passkey, digest, of, { of: of.item })]],
    [
      'it was done for another purpose',
      'person-act',
      (of) => [record, signedOf(passkey, digest, of), released(of.item, of.terms, { purpose: 'VERIFY_OTHER' })],
    ],
  ]
  for (const [what, code, recorded] of wrong) t.same(await codes(recorded), [code], what)
})

t.test('an approval is of the statement that it let out, and of no other', async (t) => {
  const place = { agreement: 'XA-XB-2026', office: 'HQ' }
  /** Approved as it stands in the bundle, but for what is changed in what was signed. */
  const approved =
    (changes: object = {}, bodyOf?: JsonObject): Recorded =>
    ({ caseId, opening: { id, form, terms } }) => {
      const draft = { type: 'request', body: bodyOf ?? form, items: [], case: null, terms, ...place, ...changes }
      const decision = { ...decidedOf.approve('d', 1, draft), ...{ member: 'XA', case: caseId, at } }
      const assertion = passkey.assert(challengeOfDecision(decision))
      const data = { ...decision, v: 1, person: 'a.costa', key: digest, origin, assertion } as unknown as JsonObject
      const told = { drafter: 'd', approver: 'console:a.costa', approverPerson: 'a.costa', message: id, revision: 1 }
      return [
        record,
        { kind: 'person.signed', subject: decisionDigest(decision), data },
        { kind: 'draft.approved', subject: 'd', data: told },
      ]
    }
  t.same(await codes(approved()), [])
  t.same(await codes(approved({ terms: undefined })), [], 'the usual terms are named by nobody')
  t.same(await codes(approved({ inReplyTo: at })), ['person-act'])
  const others = [{ type: 'ack' }, { items: ['i'] }, { terms: 'f'.repeat(64) }, { agreement: 'a' }, { office: 'o' }]
  for (const change of others) t.same(await codes(approved(change)), ['person-act'], JSON.stringify(change))
  t.same(await codes(approved({}, { some: 'words' })), ['person-act'], 'another body')
})

t.test('a clearance is for whom, what, until when and how often it was signed', async (t) => {
  const asked = { purpose: 'VERIFY_OTHER', use: 'print', reader: 'J.Diallo', until: '2026-12-05', uses: 2 } as const
  const cleared =
    (changes: JsonObject = {}): Recorded =>
    ({ caseId, item }) => {
      const deciding = decidedOf.clear('item', item, { ...asked, reason: 'As the request says.' })
      const decision = { ...deciding, ...{ member: 'XA', case: caseId, at } }
      const assertion = passkey.assert(challengeOfDecision(decision))
      const data = { ...decision, v: 1, person: 'a.costa', key: digest, origin, assertion } as unknown as JsonObject
      const { purpose, until, uses } = asked
      const clearance = { ...{ id: 'c', reader: 'j.diallo', use: 'view', release: 'open' }, purpose, until, uses }
      const told = { clearance: { ...clearance, ...changes }, client: 'console:a.costa', person: 'a.costa' }
      return [
        record,
        { kind: 'person.signed', subject: decisionDigest(decision), data },
        { kind: 'clearance', subject: item, data: told },
      ]
    }
  const report = await verified(cleared())
  t.same(report.faults, [])
  t.match(report.signed, [{ act: 'clear', person: 'a.costa', done: /^log\/records/ }])
  t.match(reportLines(report).join('\n'), /reading by another cleared by the key of person a\.costa, registered by XA/)
  for (const change of [
    ...[{ reader: 'm.okafor' }, { use: 'decide' }, { release: 'view' }, { purpose: 'VERIFY_VALUE' }],
    ...[{ until: '2026-12-06' }, { uses: 3 }],
  ])
    t.same(await codes(cleared(change)), ['person-act'], JSON.stringify(change))
})

t.test('an octet of what was signed that is another one is a fault', async (t) => {
  const faults = await Promise.all(
    (['clientDataJSON', 'authenticatorData', 'signature', 'id'] as const).map((member) =>
      codes((of) => {
        const signed = signedOf(passkey, digest, of)
        const assertion = signed.data['assertion'] as Record<string, string>
        const octets = fromBase64url(assertion[member] ?? '')
        octets[octets.length >> 1] = (octets[octets.length >> 1] as number) ^ 1
        const altered = { ...assertion, [member]: octets.toBase64({ alphabet: 'base64url', omitPadding: true }) }
        return [record, { ...signed, data: { ...signed.data, assertion: altered } }]
      }),
    ),
  )
  t.same(faults, Array(4).fill(['person-signature']))
})

t.test('what is decided holds no content, and no name of somebody else', async (t) => {
  const said = { ...ask, target: 'trader', recipient: 'Jane Doe', proceedingName: 'R v Doe' } as const
  const { data } = decidedOf.release('body', 'm', said)
  t.match(data, { what: 'body', to: /^[0-9a-f]{64}$/, proceedingSha256: /^[0-9a-f]{64}$/ })
  t.notMatch(JSON.stringify(data), 'Doe')
  const clearing = { ...said, reader: 'jane.doe', until: '2026-12-05', uses: 1, reason: 'words' }
  t.notMatch(JSON.stringify(decidedOf.clear('body', 'm', clearing)), /doe|words/i)
  const body = { permission: 'p', verdict: 'denied', reason: 'words' }
  const message = decidedOf.message('permit', 'c', { type: 'permission', body, items: [] })
  t.same(message, {
    act: 'permit',
    subject: 'c',
    data: { type: 'permission', bodySha256: sha256Hex(canonical(body)), items: [] },
  })
  t.notMatch(JSON.stringify(decidedOf.card('s', { decision: 'confirm', reason: 'words' })), 'words')
})
