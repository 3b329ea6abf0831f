import { randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { canonical } from '../../crypto/canonical.ts'
import { signCompact } from '../../crypto/jose/engine.ts'
import { type Receipt, type ReceiptDemands, signReceipt, verifyReceipt } from '../../crypto/statement/receipt.ts'
import { termsSha256 } from '../../crypto/statement/statement.ts'
import { instantText } from '../support/instants.ts'
import { heldCard, makeMessage, makeParty, nowMs, seal } from '../support/parties.ts'
import { withHeaderMembers } from './hostile.ts'

const [xa, xb, xc] = await Promise.all([makeParty('XA'), makeParty('XB'), makeParty('XC')])
const messages = [makeMessage('XA', 'XB'), makeMessage('XA', 'XB'), makeMessage('XA', 'XB')]
const id = randomUUIDv7()
const sent = await seal(xa, xb, { id, messages })

const receipt: Receipt = {
  v: 2,
  id: randomUUIDv7(),
  from: 'XB',
  to: 'XA',
  envelope: { id, sha256: sent.sha256 },
  at: instantText(nowMs),
  entries: sent.statements.map(({ id, sha256, termsSha256 }, index) => ({
    id,
    sha256,
    terms: termsSha256,
    ...(index === 1
      ? { outcome: 'refused', problem: 'terms-unknown', detail: 'no such term' }
      : { outcome: 'received' }),
  })),
  cards: { mine: heldCard(xb.card), yours: heldCard(xa.card) },
}
const demands: ReceiptDemands = {
  from: 'XB',
  to: 'XA',
  envelope: { id, sha256: sent.sha256 },
  statements: sent.statements,
  keys: [xb.verifying],
  madeAtMs: nowMs,
  nowMs,
}
const [first, second, third] = receipt.entries as [Receipt['entries'][0], Receipt['entries'][0], Receipt['entries'][0]]
const signed = (otherwise: Partial<Receipt>) => signReceipt({ ...receipt, ...otherwise }, xb.signing.key)

t.test('A receipt', async (t) => {
  t.test('[R1] is the recipient’s signed answer for each statement', async (t) => {
    const jws = await signReceipt(receipt, xb.signing.key)
    t.same(await verifyReceipt(jws, demands), receipt)
    const bySuiteA = await makeParty('XB', { suite: 'A' })
    const other = await signReceipt(receipt, bySuiteA.signing.key)
    t.same(await verifyReceipt(other, { ...demands, keys: [bySuiteA.verifying] }), receipt, 'suite A')
    t.same(
      (await verifyReceipt(await signed({ entries: [third, first, second] }), demands)).entries.length,
      3,
      'in any order',
    )
  })

  t.test('[R2] MUST be signed by the member that was sent to', async (t) => {
    const jws = await signReceipt(receipt, xb.signing.key)
    for (const [why, no] of [
      ['signed by the sender himself', await signReceipt(receipt, xa.signing.key)],
      ['signed by a third member', await signReceipt(receipt, xc.signing.key)],
      ['unsigned', `${withHeaderMembers(jws, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`],
      ['another typ', await signCompact(canonical(receipt), 'bulla-seal+jws', xb.signing.key)],
      ['not canonical', await signCompact(Buffer.from(JSON.stringify(receipt)), 'bulla-receipt+jws', xb.signing.key)],
      ['not signed', JSON.stringify(receipt)],
      ['missing', ''],
      ['trailing newline', `${jws}\n`],
    ] as const) {
      await t.rejects(verifyReceipt(no, demands), { name: 'CryptoError', code: 'receipt' }, why)
    }
    const retired = [{ ...xb.verifying, notAfterMs: nowMs - 1 }]
    await t.rejects(verifyReceipt(jws, { ...demands, keys: retired }), { code: 'receipt' }, 'retired key window')
  })

  t.test('[R3] MUST be about this envelope and this pair of members', async (t) => {
    for (const [why, otherwise] of [
      ['another envelope', { envelope: { id: randomUUIDv7(), sha256: sent.sha256 } }],
      ['other octets', { envelope: { id, sha256: 'ab'.repeat(32) } }],
      ['another recipient', { from: 'XC' }],
      ['another sender', { to: 'XC' }],
    ] as const) {
      await t.rejects(verifyReceipt(await signed(otherwise), demands), { code: 'receipt' }, why)
    }
  })

  t.test('[R4] MUST have exactly one entry for each statement, under its digest', async (t) => {
    const stranger = { ...first, id: randomUUIDv7() }
    for (const [why, entries] of Object.entries({
      'no entry': [],
      'one missing': [first, second],
      'one extra': [first, second, third, stranger],
      'one of another statement': [first, second, stranger],
      'one twice': [first, second, second],
      'another digest': [first, second, { ...third, sha256: 'ab'.repeat(32) }],
    })) {
      const raw = await signCompact(canonical({ ...receipt, entries }), 'bulla-receipt+jws', xb.signing.key)
      await t.rejects(verifyReceipt(raw, demands), { code: 'receipt' }, why)
    }
  })

  t.test('[R5] MUST name the terms that were sent, or none where it is refused', async (t) => {
    const entries = [first, second, { ...third, terms: termsSha256({ use: 'allow' }) }]
    await t.rejects(verifyReceipt(await signed({ entries }), demands), { code: 'receipt' }, 'other terms')
    const unread = (changes: object) => [first, second, { ...third, terms: '0'.repeat(64), ...changes }]
    await t.rejects(verifyReceipt(await signed({ entries: unread({}) }), demands), { code: 'receipt' }, 'none')
    await t.resolves(
      verifyReceipt(await signed({ entries: unread({ outcome: 'refused', problem: 'statement-refused' }) }), demands),
    )
  })

  t.test('[R7] MUST be signed between the making of the envelope and now, give or take 5 minutes', async (t) => {
    const at = async (offMs: number, otherwise: Partial<ReceiptDemands> = {}) =>
      verifyReceipt(await signed({ at: instantText(nowMs + offMs) }), { ...demands, ...otherwise })
    await t.resolves(at(-300_000))
    await t.resolves(at(300_000))
    await t.rejects(at(-300_001), { code: 'receipt', message: /signed at/ })
    await t.rejects(at(300_001), { code: 'receipt', message: /signed at/ })
    const sentAt = (offMs: number) =>
      demands.statements.map((each) => ({ ...each, sentAt: instantText(nowMs + offMs) }))
    await t.resolves(at(-300_001, { madeAtMs: nowMs - 1, statements: sentAt(-1) }))
    await t.rejects(at(0, { statements: sentAt(300_001) }), { code: 'receipt' }, 'before its statement was sent')
    const keys = [{ ...xb.verifying, notAfterMs: nowMs + 1 }]
    await t.rejects(at(2, { keys }), { code: 'receipt' }, 'in the window of its key now, and not when it was signed')
  })

  t.test('[R8] MUST name a leaf of its own for each statement', async (t) => {
    const entries = [{ ...first, leaf: 1 }, second, { ...third, leaf: 1 }]
    await t.rejects(signed({ entries }), { code: 'receipt' })
    const raw = await signCompact(canonical({ ...receipt, entries }), 'bulla-receipt+jws', xb.signing.key)
    await t.rejects(verifyReceipt(raw, demands), { code: 'receipt', message: /one leaf/ }, 'from a partner')
  })

  t.test('[R6] MUST be of the closed shape', async (t) => {
    for (const [why, otherwise] of Object.entries({
      'a refusal without a problem': { entries: [{ ...first, outcome: 'refused' }] },
      'another outcome': { entries: [{ ...first, outcome: 'delivered' }] },
      'a member more': { remark: 'x' },
      'a day that never was': { at: '2026-02-30T00:00:00.000Z' },
      'a detail of more than 1000 characters': { entries: [{ ...first, detail: 'x'.repeat(1001) }] },
      'control characters in the detail': { entries: [{ ...first, detail: 'a\u001b[2J' }] },
    })) {
      await t.rejects(signed(otherwise as never), { code: 'receipt' }, why)
      const raw = await signCompact(canonical({ ...receipt, ...otherwise }), 'bulla-receipt+jws', xb.signing.key)
      await t.rejects(verifyReceipt(raw, demands), { code: 'receipt' }, `${why}, from a partner`)
    }
  })
})
