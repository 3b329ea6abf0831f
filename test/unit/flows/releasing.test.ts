// The one way to content, step by step: who asks is heard, the terms decide, how it ended is written down, and only then is there a proof.
import { randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { signReceipt } from '../../../crypto/statement/receipt.ts'
import type { Allowed } from '../../../gateway/flows/content/opening.ts'
import { unalteredCase } from '../../../gateway/flows/evidence/unaltered.ts'
import { type Admitting, admit, enter } from '../../../gateway/flows/releasing/admit.ts'
import { readByItself } from '../../../gateway/flows/releasing/by-itself.ts'
import { clear } from '../../../gateway/flows/releasing/clear.ts'
import { clearancesOf } from '../../../gateway/flows/releasing/clearances.ts'
import { conditionsOf } from '../../../gateway/flows/releasing/conditions.ts'
import { copyOf } from '../../../gateway/flows/releasing/copies.ts'
import { decide, latestMs, wholeCase } from '../../../gateway/flows/releasing/decide.ts'
import { caseOf, findPiece, formShown, type Piece, pieceIn, piecesOf } from '../../../gateway/flows/releasing/pieces.ts'
import { readBody, readWhole } from '../../../gateway/flows/releasing/read-message.ts'
import { release, releasedAgain } from '../../../gateway/flows/releasing/release.ts'
import { type Try, tried } from '../../../gateway/flows/releasing/tries.ts'
import { nameDigest } from '../../../gateway/model/terms/addressee.ts'
import type { Client, ReleaseAsk } from '../../../gateway/ports/doors/national.ts'
import type { RestoredRow } from '../../../gateway/ports/receiving.ts'
import type { EvidenceRow, MessageRow, NewEvidence, ReceiptRow } from '../../../gateway/ports/rows.ts'
import { type HeldCase, heldCase, parties, plaintext, sealOf, textOf } from '../../support/held-case.ts'

const reader: Client = { id: 'national-system', offices: ['HQ'], roles: ['release'] }
const second: Client = { id: 'head', offices: ['HQ'], roles: ['approve'] }
const dayMs = 86_400_000

const asked = ({ row }: HeldCase, more: Partial<ReleaseAsk> = {}): ReleaseAsk & { reader: string } => ({
  ...{ reader: 'officer-17', purpose: 'VERIFY_VALUE', matter: row.id },
  ...more,
})
const itemOf = ({ item }: HeldCase) => ({ what: 'item', id: item }) as const
const bodyOf = ({ response }: HeldCase) => ({ what: 'body', id: response.id }) as const
const outcomes = ({ rows }: HeldCase) => rows.evidence.filter(({ kind }) => kind === 'release' || kind === 'denial')

t.test('an item is given to a named reader, and that is evidence before anybody learns of it', async (t) => {
  const held = await heldCase()
  const released = await release(held.deps, reader, held.item, asked(held))
  t.match(outcomes(held), [
    {
      kind: 'release',
      case: held.row.id,
      subject: held.item,
      data: {
        client: reader.id,
        what: 'item',
        readerIs: 'client',
        readerSaid: 'officer-17',
        purpose: 'VERIFY_VALUE',
        office: 'HQ',
      },
    },
  ])
  t.match(released, { name: 'declaration.txt', mediaType: 'text/plain', shown: true })
  t.equal(await textOf(released.content()), Buffer.from(plaintext).toString())
  const stopped = {
    ...held.deps,
    store: { ...(held.deps.store as object), record: async () => Promise.reject(new Error('disk')) },
  }
  await t.rejects(release(stopped as never, reader, held.item, asked(held)), { message: 'disk' })
})

t.test(
  'whatever is not allowed is a denial in the evidence, and other offices learn nothing [R22] [R23]',
  async (t) => {
    const held = await heldCase()
    const denied: [Client, Partial<ReleaseAsk>, { code: string }][] = [
      [{ ...reader, roles: ['read'] }, {}, { code: 'forbidden' }],
      [{ ...reader, offices: ['OTHER'] }, {}, { code: 'not-found' }],
      [{ ...reader, offices: ['OTHER'] }, { office: 'OTHER' }, { code: 'not-found' }],
      [{ ...reader, offices: ['OTHER'] }, { office: 'HQ' }, { code: 'not-found' }],
      [reader, { office: 'OTHER' }, { code: 'forbidden' }],
      [reader, { reader: ' ' }, { code: 'release-denied' }],
      [reader, { purpose: 'VERIFY_ORIGIN' }, { code: 'release-denied' }],
      [reader, { matter: held.response.id }, { code: 'release-denied' }],
      [reader, { use: 'disclose', target: 'third-member', recipient: 'XC' }, { code: 'release-denied' }],
      [reader, { use: 'export' }, { code: 'release-denied' }],
    ]
    for (const [n, [client, more, problem]] of denied.entries()) {
      await t.rejects(release(held.deps, client, held.item, asked(held, more)), problem)
      t.equal(outcomes(held).length, n + 1)
      t.match(outcomes(held).at(-1), { kind: 'denial', subject: held.item, data: { client: client.id } })
    }
    const unknown = '01931f5e-0000-7000-8000-000000000001'
    const outsider = { ...reader, offices: ['OTHER'] }
    const messages: string[] = []
    for (const id of [held.item, unknown])
      await release(held.deps, outsider, id, asked(held)).catch(({ message }: Error) =>
        messages.push(message.replace(id, '…')),
      )
    t.equal(messages.length, 2)
    t.equal(messages[0], messages[1], 'what is not theirs looks as what is not there')
    t.match(outcomes(held).at(-1), { kind: 'denial', case: null, data: { problem: 'not-found' } })
  },
)

t.test('nothing opens before its terms are accepted, without its key, or after its disposal [R13]', async (t) => {
  const open = await heldCase({ accepted: false })
  await t.rejects(release(open.deps, reader, open.item, asked(open)), { code: 'item-locked' })
  await t.rejects(readBody(open.deps, reader, open.response.id, asked(open)), { code: 'item-locked' })
  t.match(outcomes(open), [{ data: { term: 'acceptance' } }, { data: { term: 'acceptance' } }])
  const waiting = await heldCase()
  waiting.rows.items = waiting.rows.items.map((row) => ({ ...row, key: null }))
  await t.rejects(release(waiting.deps, reader, waiting.item, asked(waiting)), { code: 'item-locked' })
  const gone = await heldCase()
  gone.rows.items = gone.rows.items.map((row) => ({ ...row, key: null, secret: null }))
  await t.rejects(release(gone.deps, reader, gone.item, asked(gone)), { code: 'item-disposed' })
  const lost = await heldCase()
  lost.parts.clear()
  await t.rejects(release(lost.deps, reader, lost.item, asked(lost)), { code: 'item-disposed' })
  t.match(
    [waiting, gone, lost].map((each) => outcomes(each).length),
    [1, 1, 1],
  )
})

const acceptanceIn = ({ rows }: HeldCase) => rows.messages.find(({ type }) => type === 'accept-terms') as MessageRow
const onItsWay = { code: 'item-locked', message: /the acceptance of its terms is on its way/ }

t.test('an acceptance opens nothing before its receipt is here [A7]', async (t) => {
  const held = await heldCase({ receipted: false })
  await t.rejects(readBody(held.deps, reader, held.response.id, asked(held)), onItsWay)
  await t.rejects(release(held.deps, reader, held.item, asked(held)), onItsWay)
  await held.receipt(held.request)
  await t.rejects(readBody(held.deps, reader, held.response.id, asked(held)), onItsWay, 'of another message')
  await held.receipt(acceptanceIn(held), 'refused')
  await t.rejects(readBody(held.deps, reader, held.response.id, asked(held)), onItsWay, 'one that refuses it')
  await held.receipt(acceptanceIn(held))
  t.ok(await readBody(held.deps, reader, held.response.id, asked(held)))
  const { id } = acceptanceIn(held)
  held.tell('statement.refused', id, { by: 'XB', problem: 'terms-unknown' })
  held.tell('operator', id, { act: 'redeliver', client: 'operator' })
  await t.rejects(readBody(held.deps, reader, held.response.id, asked(held)), onItsWay, 'refused, and sent again')
})

t.test('a receipt that nobody signed for this acceptance is found, and opens nothing [A7]', async (t) => {
  const { xa, xc } = parties
  const swapped =
    (of: (held: HeldCase, row: ReceiptRow) => Partial<ReceiptRow> | Promise<Partial<ReceiptRow>>) =>
    async (held: HeldCase) => {
      await held.receipt(acceptanceIn(held))
      const row = held.rows.receipts.at(-1) as ReceiptRow
      const forged = { ...row, ...(await of(held, row)) }
      held.rows.receipts = [forged]
      const about = { partner: 'XB', envelope: forged.envelope, sha256: forged.envelopeSha256 }
      held.rows.evidence.pop()
      held.tell('receipt.received', forged.id, { ...about, jws: sha256Hex(utf8(forged.jws)) })
    }
  const signed = (by: typeof xa, change: object = {}) =>
    swapped(async (_, { jws }) => {
      const receipt = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
      return { jws: await signReceipt({ ...receipt, ...change }, by.signing.key) }
    })
  const forgeries: Readonly<Record<string, (held: HeldCase) => Promise<void>>> = {
    'a record alone': async (held) => void held.tell('receipt.received', randomUUIDv7(), { partner: 'XB' }),
    'what is no receipt': swapped(() => ({ jws: 'x.y.z' })),
    'one of ours in its name': signed(xa),
    'one of a third member in its name': signed(xc),
    'one of a third member': signed(xc, { from: 'XC' }),
    'a copy under another id': swapped(() => ({ id: randomUUIDv7() })),
    'one about another envelope': swapped(() => ({ envelope: randomUUIDv7() })),
    'one that we gave': swapped(() => ({ direction: 'out' })),
    'a record that is not what its entry commits to': async (held) => {
      await held.receipt(acceptanceIn(held))
      const last = held.rows.evidence.pop() as EvidenceRow
      held.rows.evidence.push({ ...last, at: last.at + 1 })
    },
  }
  for (const [what, forge] of Object.entries(forgeries)) {
    const held = await heldCase({ receipted: false })
    await forge(held)
    await t.rejects(readBody(held.deps, reader, held.response.id, asked(held)), { code: 'store-altered' }, what)
    t.equal(held.alarms.length, 1, what)
  }
  const held = await heldCase()
  held.rows.messages = await Promise.all(
    held.rows.messages.map(async (each) => ({
      ...each,
      seal: each.seal && (await sealOf(held.response.sha256, parties.xb)),
    })),
  )
  await t.rejects(readBody(held.deps, reader, held.response.id, asked(held)), { code: 'store-altered' }, 'another seal')
})

t.test('what we wrote is ours to read, for the office of the case', async (t) => {
  const held = await heldCase()
  const { body } = await readBody(held.deps, reader, held.request.id, asked(held, { purpose: 'VERIFY_ORIGIN' }))
  t.same(body, { why: 'Our own words.' })
  await t.rejects(
    readBody(held.deps, { ...reader, offices: ['OTHER'] }, held.request.id, asked(held, { office: 'OTHER' })),
    {
      code: 'not-found',
    },
  )
})

t.test('a body and its items come with a decision and a record for each', async (t) => {
  const held = await heldCase({ defaults: { export: 'open' } })
  const whole = await readWhole(held.deps, reader, held.response.id, { ...asked(held), items: true })
  const archive = await textOf(whole.content())
  t.match(archive, /message\.json/)
  t.match(archive, `items/${held.item}`)
  t.same(
    outcomes(held).map(({ kind, subject }) => [kind, subject]),
    [
      ['release', held.response.id],
      ['release', held.item],
    ],
  )
})

t.test('a piece is found in its case alone', async (t) => {
  const held = await heldCase()
  const stored = await unalteredCase(held.deps, held.row)
  t.match(pieceIn(stored, itemOf(held)), { what: 'item', message: { id: held.response.id }, item: { id: held.item } })
  t.same(
    piecesOf(stored, { ...held.response, hasKey: true, hasSecret: true }).map(({ what, id }) => [what, id]),
    [
      ['body', held.response.id],
      ['item', held.item],
    ],
  )
  t.equal(findPiece(stored, { what: 'body', id: held.item }), undefined, 'an item is no body')
  t.equal(findPiece(stored, { what: 'item', id: held.response.id }), undefined)
  t.throws(() => pieceIn(stored, { what: 'item', id: held.row.id }), { code: 'not-found' })
  t.match(await caseOf(held.deps.store, bodyOf(held)), { id: held.row.id })
  t.equal(await caseOf(held.deps.store, { what: 'item', id: held.row.id }), undefined)
  const keys = { statement: { profile: 'tfa12', type: 'keys' } } as never
  t.same(formShown(keys, { items: [], shares: ['secret'] }), { items: [] }, 'shares of keys are shown to nobody')
})

t.test('decisions go by the latest instant that was signed or recorded in the case [R26]', async (t) => {
  const held = await heldCase()
  const whole = wholeCase(await unalteredCase(held.deps, held.row))
  const back = { ...held.deps, clock: { latestMs: () => 0 } }
  const sent = whole.messages.filter(({ direction }) => direction === 'in').map(({ statement }) => statement.sentAt)
  t.equal(latestMs(back, { ...whole, evidence: [] }), Math.max(...sent.map((at) => Date.parse(at))))
  t.equal(latestMs(back, whole), held.deps.world.now(), 'and by what was recorded of it here')
  const late = { ...held.deps, clock: { latestMs: () => held.deps.world.now() + 4_000 * dayMs } }
  const asking = { by: reader, ask: { ...asked(held), office: 'HQ' } }
  const { decision } = decide(late, whole, pieceIn(whole.stored, itemOf(held)), asking)
  t.match(decision, { verdict: 'deny', term: 'retention' })
})

t.test('what is taken slowly goes no further once it would be denied', async (t) => {
  const held = await heldCase({ defaults: { retentionDays: 0 } })
  let [monotonicMs, latestMs] = [0, held.deps.world.now()]
  const deps = {
    ...held.deps,
    world: { ...held.deps.world, monotonicMs: () => monotonicMs },
    clock: { latestMs: () => latestMs },
  }
  const given = async () => (await release(deps, reader, held.item, asked(held))).content()
  const [whole, slowly] = [await given(), await given()]
  const again = (await releasedAgain(deps, reader, lastReleaseOf(held))).content()
  const before = outcomes(held).length
  monotonicMs += 60_000
  t.equal(await textOf(whole), Buffer.from(plaintext).toString(), 'while it may be read')
  t.equal(outcomes(held).length, before, 'which is neither recorded nor counted again')
  latestMs += dayMs / 2
  const denied = { kind: 'denial', subject: held.item, data: { client: reader.id, term: 'retention' } }
  for (const [n, octets] of [slowly, again].entries()) {
    await t.rejects(textOf(octets), { code: 'release-denied', paragraph: '5.1 e' })
    t.match(outcomes(held).at(-1), denied)
    t.equal(outcomes(held).length, before + n + 1)
  }
  latestMs += dayMs
  const over = releasedAgain(deps, reader, lastReleaseOf(held))
  await t.rejects(over, { code: 'not-found' }, 'and lives for a day by the latest clock')
})

const lastReleaseOf = (held: HeldCase) => ({
  item: held.item,
  release: String(outcomes(held).findLast(({ kind }) => kind === 'release')?.data.release),
})

t.test('an ask is answered by a second person, for one reader and purpose, so often [R16]', async (t) => {
  const held = await heldCase({ purposes: ['VERIFY_OTHER'] })
  const ask = asked(held, { purpose: 'VERIFY_OTHER' })
  const { matter: _, ...question } = ask
  const clearance = { ...question, until: '2026-12-01', uses: 2, reason: 'As the request says.' }
  await t.rejects(release(held.deps, reader, held.item, ask), { code: 'release-asks' })
  const content = itemOf(held)
  await t.rejects(clear(held.deps, { ...second, offices: ['OTHER'] }, content, clearance), { code: 'not-found' })
  await t.rejects(clear(held.deps, { ...second, id: 'officer-17' }, content, clearance), { code: 'approver-same' })
  for (const until of ['2026-11-20', '2027-02-20'])
    await t.rejects(clear(held.deps, second, content, { ...clearance, until }), { code: 'request-invalid' }, until)
  await t.rejects(clear(held.deps, second, content, { ...clearance, purpose: 'VERIFY_VALUE' }), {
    code: 'clearance-needless',
  })
  const keys: unknown[] = []
  const { record } = held.deps.store as unknown as { record(...ask: unknown[]): unknown }
  const noted = (...ask: unknown[]) => {
    keys.push(ask[2])
    return record(...ask)
  }
  const store = { ...(held.deps.store as object), record: noted } as never
  const stamp = (status: number, answer: object, at: number) => ({
    ...{ client: second.id, key: 'k', requestSha256: '', status, answer: JSON.stringify(answer), at },
  })
  const cleared = await clear({ ...held.deps, store }, second, content, clearance, stamp)
  t.match(keys, [{ key: 'k', status: 201, answer: JSON.stringify(cleared) }], 'stored with its key [N5]')
  t.match(held.rows.evidence.at(-1), { kind: 'clearance', subject: held.item, data: { client: second.id } })
  t.notMatch(JSON.stringify(held.rows.evidence.at(-1)), 'As the request says', 'its reason is nobody else’s')
  await t.rejects(clear(held.deps, second, content, clearance), { code: 'clearance-needless' }, 'it is there already')
  await t.rejects(
    release(held.deps, { ...reader, id: second.id }, held.item, ask),
    { code: 'release-asks' },
    'not for whoever gave it',
  )
  await t.rejects(release(held.deps, reader, held.item, { ...ask, reader: 'another' }), { code: 'release-asks' })
  await t.rejects(readBody(held.deps, reader, held.response.id, ask), { code: 'release-asks' }, 'not for other content')
  for (const n of [1, 2]) {
    await release(held.deps, reader, held.item, ask)
    t.match(outcomes(held).at(-1), { kind: 'release', data: { clearances: [cleared.clearance] } }, `use ${n}`)
  }
  await t.rejects(release(held.deps, reader, held.item, ask), { code: 'release-asks' }, 'it is used up')
})

t.test('of many reads at once as many use a clearance as it allows [R8]', async (t) => {
  const held = await heldCase({ purposes: ['VERIFY_OTHER'] })
  const ask = asked(held, { purpose: 'VERIFY_OTHER' })
  const { matter: _, ...question } = ask
  await clear(held.deps, second, itemOf(held), { ...question, until: '2026-12-01', uses: 3, reason: 'So often.' })
  const reads = await Promise.allSettled(Array.from({ length: 8 }, () => release(held.deps, reader, held.item, ask)))
  t.equal(reads.filter(({ status }) => status === 'fulfilled').length, 3)
  t.equal(outcomes(held).filter(({ kind }) => kind === 'release').length, 3)
})

t.test('a clearance without the mark of this installation, or about something else, is none', async (t) => {
  const held = await heldCase({ purposes: ['VERIFY_OTHER'] })
  const { matter: _, ...question } = asked(held, { purpose: 'VERIFY_OTHER' })
  await clear(held.deps, second, itemOf(held), { ...question, until: '2026-12-01', uses: 1, reason: 'Once.' })
  const row = held.rows.evidence.at(-1)
  if (!row) throw new Error('no evidence')
  const of = (more: object, subject: string = held.item, by: string = reader.id) =>
    clearancesOf(held.deps.secrets, [{ ...row, ...more }], { subject, by: { id: by } }, new Map()).length
  t.equal(of({}), 1)
  t.equal(of({}, held.item, second.id), 0, 'for whoever gave it')
  t.equal(of({}, held.response.id), 0)
  t.equal(of({ subject: held.response.id }, held.response.id), 0, 'moved to other content')
  t.equal(of({ data: { ...row.data, mark: 'a'.repeat(64) } }), 0)
  t.equal(of({ data: { ...row.data, clearance: { ...(row.data.clearance as object), uses: 99 } } }), 0)
  t.equal(of({ data: { ...row.data, client: 'somebody' } }), 0)
})

t.test('where a use was first each time, it is decided anew, and not forever', async (t) => {
  const held = await heldCase({ purposes: ['VERIFY_OTHER'] })
  const ask = asked(held, { purpose: 'VERIFY_OTHER' })
  const { matter: _, ...question } = ask
  await clear(held.deps, second, itemOf(held), { ...question, until: '2026-12-01', uses: 1, reason: 'Once.' })
  let tries = 0
  const record = async (evidence: readonly NewEvidence[], since?: readonly unknown[]) => {
    if ((since ?? []).length > 0) tries += 1
    return evidence.length === 0
  }
  const deps = { ...held.deps, store: { ...(held.deps.store as object), record } } as unknown as Admitting
  const entered = await enter(deps, reader, itemOf(held), ask)
  await t.rejects(admit(deps, reader, entered), { code: 'case-changed' })
  t.equal(tries, 20)
})

t.test('a copy is an archive with its terms, whatever its provider called it [R19]', async (t) => {
  const held = await heldCase({ defaults: { export: 'open' } })
  const exported = await release(held.deps, reader, held.item, asked(held, { use: 'export', language: 'fr' }))
  t.match(exported, { name: 'declaration.txt.zip', mediaType: 'application/zip' })
  t.notOk(exported.shown)
  t.match(exported.obligations.join(), /copy has left the gateway/)
  const archive = await textOf(exported.content())
  t.match(archive, /TERMS\.txt/)
  const whole = wholeCase(await unalteredCase(held.deps, held.row))
  const piece: Piece = pieceIn(whole.stored, itemOf(held))
  const named = (name: string) =>
    copyOf(held.deps, {
      ...{ whole, piece, client: reader, ask: { ...asked(held), office: 'HQ' }, obligations: [] },
      file: { name, mediaType: 'text/plain', bytes: 0, sha256: '', content: async function* () {} },
      release: '',
    }).name
  for (const [name, safe] of [
    ['a/../../b\\c.txt', 'a_.._.._b_c.txt.zip'],
    ['...hidden', '_hidden.zip'],
    ['TERMS.txt', '_TERMS.txt.zip'],
    ['terms.TXT. .', '_terms.TXT.zip'],
    ['..', '_.zip'],
    ['', 'item.zip'],
    [`${'x'.repeat(300)}${'y'.repeat(30)}.7`, `${'x'.repeat(87)}_${'y'.repeat(30)}.7.zip`],
  ] as const)
    t.equal(named(name), safe, name)
})

t.test('whoever uses a permission is told the conditions that its provider wrote [R28]', async (t) => {
  const held = await heldCase()
  const grant = await held.say('XB', { type: 'permission', form: { conditions: 'For the file alone.' } })
  const silent = await held.say('XB', { type: 'permission' })
  const allowed = ({ id }: { id: string }) => ({ content: id }) as unknown as Allowed
  const conditions = [allowed(grant), allowed(silent)]
  t.same(await conditionsOf(held.deps, { conditions }), ['condition of the permission: For the file alone.'])
  t.same(await conditionsOf(held.deps, { conditions: [] }), [], 'nothing opens without its proof')
})

t.test('names of people and files stay out of the evidence', async (t) => {
  const attempt: Try = {
    client: { id: 'c', roles: ['release'] },
    case: null,
    content: { what: 'item', id: 'i' },
    ask: {
      reader: 'r',
      purpose: 'p',
      matter: 'm',
      office: 'o',
      use: 'disclose',
      target: 'trader',
      recipient: 'A. Trader',
      proceedingName: 'File 7/2026',
      reliedOn: ['verified'],
    },
  }
  const { data } = tried(
    { world: { now: () => 0 } as never, secrets: { mark: () => '' }, trust: () => ({ us: 'XA' }) },
    'denial',
    attempt,
    { term: 'disclosure' },
  )
  t.match(data, { to: nameDigest('A. Trader'), proceedingSha256: nameDigest('File 7/2026'), term: 'disclosure' })
  t.notMatch(JSON.stringify(data), /Trader|File 7/)
})

t.test('what the gateway reads by itself it reads as a named client, and only what it may', async (t) => {
  const held = await heldCase()
  t.same((await readByItself(held.deps, held.row, held.request))?.form, { why: 'Our own words.' })
  t.same(outcomes(held), [])
  t.equal(await readByItself(held.deps, held.row, held.response), undefined, 'a response is given for no such purpose')
  t.match(outcomes(held), [
    { kind: 'denial', data: { client: 'gateway', reader: 'gateway', purpose: 'KEEP_AGREEMENT' } },
  ])
})

t.test(
  'after a restore no way leads to content before its partner has answered or a person has settled it [R2]',
  async (t) => {
    const held = await heldCase()
    const { id } = held.row
    const row = { partner: 'XB', found: '', since: 0, after: 0, pages: 0, at: 0, restore: '', mark: '' } as const
    const mark = { ...row, what: 'mark', id: '', partner: '', state: 'begun', since: 1_700_000_000_000 } as const
    const pair = (state: 'asked' | 'answered' | 'refused' | 'settled') =>
      ({
        ...row,
        what: 'pair',
        id: 'XB',
        state,
        found: state === 'refused' ? 'it names a statement twice' : '',
      }) as const
    const own = (state: 'open' | 'settled') =>
      ({ ...row, what: 'case', id, state, found: 'a document is lost' }) as const
    const why = async (...rows: readonly RestoredRow[]) => {
      held.rows.restored = [...rows]
      const before = outcomes(held).length
      const said: unknown = await release(held.deps, reader, held.item, asked(held)).catch((error: unknown) => error)
      t.equal(outcomes(held).length, before + 1)
      return said instanceof Error ? said : undefined
    }
    for (const rows of [
      [mark],
      [mark, pair('asked')],
      [mark, pair('refused')],
      [mark, pair('answered'), own('open')],
    ]) {
      t.match(await why(...rows), { code: 'restored' }, rows.map(({ state }) => state).join(' '))
      t.match(outcomes(held).at(-1), { kind: 'denial', data: { problem: 'restored' } })
      const clearance = { ...asked(held, { use: 'extract' }), until: '2026-11-21', uses: 1, reason: 'Needed.' }
      const ways: readonly (() => Promise<unknown>)[] = [
        () => readBody(held.deps, reader, held.response.id, asked(held)),
        () => readWhole(held.deps, reader, held.response.id, { ...asked(held), items: true }),
        () => clear(held.deps, second, itemOf(held), clearance),
      ]
      for (const way of ways) await t.rejects(way(), { code: 'restored' })
      const before = outcomes(held).length
      t.equal(await readByItself(held.deps as never, held.row, held.response as never), undefined)
      t.equal(outcomes(held).length, before, 'the gateway itself waits, and tries nothing')
    }
    for (const rows of [
      [],
      [mark, pair('answered')],
      [mark, pair('settled')],
      [mark, pair('asked'), own('settled')],
      [mark, pair('refused'), own('settled')],
    ])
      t.equal(await why(...rows), undefined, `open: ${rows.map(({ state }) => state).join(' ')}`)
  },
)

t.test(
  'uses that were taken out of their chain, put into it or moved in it deny what is asked of the case [R14]',
  async (t) => {
    const edits: Record<string, (uses: EvidenceRow[]) => EvidenceRow[]> = {
      'one is gone': (uses) => uses.toSpliced(0, 1),
      'one stands twice': (uses) => [...uses, uses[1] as EvidenceRow],
      'two are exchanged': ([one, two, ...rest]) => [two as EvidenceRow, one as EvidenceRow, ...rest],
      'one has a place that is none': ([one, ...rest]) => [
        { ...(one as EvidenceRow), data: { ...(one as EvidenceRow).data, place: null } },
        ...rest,
      ],
    }
    for (const [what, edit] of Object.entries(edits)) {
      const held = await heldCase()
      for (let count = 0; count < 3; count += 1) await release(held.deps, reader, held.item, asked(held))
      const isOfUse = ({ kind }: EvidenceRow) => kind === 'release'
      const uses = edit(held.rows.evidence.filter(isOfUse))
      // As many records as before, so that none is missed by their number.
      held.rows.evidence = [...held.rows.evidence.filter((row) => !isOfUse(row)), ...uses]
      while (held.rows.evidence.length < 12) held.tell('operator', held.item, { act: 'export' })
      await t.rejects(release(held.deps, reader, held.item, asked(held)), { code: 'store-altered' }, what)
      t.match(held.alarms.join(), /does not follow use \d of its case/, what)
    }
  },
)
