import { createHash, randomBytes } from 'node:crypto'
import t from 'tap'
import { canonical, parseCanonical } from '../../crypto/canonical.ts'
import type { Json, JsonObject } from '../../crypto/json.ts'
import { sha256Hex, utf8 } from '../../crypto/octets.ts'
import { openMessage } from '../../crypto/statement/message.ts'
import {
  digestOfStatement,
  readStatement,
  saltedDigest,
  saltedHasher,
  termsSha256,
} from '../../crypto/statement/statement.ts'
import { underTheSeal } from '../../gateway/flows/receiving/check-statement.ts'
import { makeItem, makeMessage, nowMs } from '../support/parties.ts'

const message = makeMessage('XA', 'XB', { items: [makeItem(0), makeItem(16 * 1024)] })
const { statement } = message
const changed = (change: object): Json => ({ ...statement, ...change }) as unknown as JsonObject
const [item] = statement.items

t.test('A statement', async (t) => {
  t.test('[S1] is its digest over the canonical form of what was parsed', async (t) => {
    const octets = canonical(statement)
    t.equal(digestOfStatement(statement), createHash('sha256').update(octets).digest('hex'))
    const again = readStatement(parseCanonical(octets))
    t.same(again, statement)
    t.equal(digestOfStatement(again), digestOfStatement(statement))
    const shuffled = Object.fromEntries(Object.entries(statement).toReversed()) as typeof statement
    t.equal(digestOfStatement(shuffled), digestOfStatement(statement), 'the order of members says nothing')
    t.not(digestOfStatement({ ...statement, clock: 2 }), digestOfStatement(statement))
  })

  t.test('[S2] MUST be of the closed shape', async (t) => {
    for (const member of Object.keys(statement)) {
      const { [member as keyof typeof statement]: _, ...without } = statement
      t.throws(() => readStatement(without as never), { code: 'statement-shape' }, `without ${member}`)
    }
    t.throws(() => readStatement(changed({ urgent: true })), { code: 'statement-shape' }, 'an unknown member')
    t.throws(
      () => readStatement(changed({ from: { ...statement.from, name: 'N. N.' } })),
      { code: 'statement-shape' },
      'a name',
    )
    for (const value of [null, true, 1, 'statement', []]) {
      t.throws(() => readStatement(value), { code: 'statement-shape' }, JSON.stringify(value))
    }
  })

  t.test('[S8] MUST be of version 2 where it arrives; another one is told apart from a faulty one', async (t) => {
    for (const v of [1, 3]) {
      const made = { ...statement, v }
      const opened = openMessage({ ...message, statement: made as never }, sha256Hex(canonical(made)), {
        ...{ from: 'XA', to: 'XB', nowMs, maxSkewMs: 300_000 },
      })
      if (opened.verified) throw new Error(`version ${v} was taken`)
      t.equal(opened.fault.code, 'protocol-version')
      t.match(underTheSeal({ message: opened }), { code: 'protocol-version' })
    }
  })

  t.test('[S3] MUST keep each member within its bounds', async (t) => {
    const refused: Record<string, object> = {
      'another version': { v: 3 },
      'an id that is no UUIDv7': { id: '4bf92f35-77b3-4da6-a3ce-929d0e0e4736' },
      'an id in upper case': { id: statement.id.toUpperCase() },
      'an id with a newline': { id: `${statement.id}\n` },
      'a member code in lower case': { to: { member: 'xb' } },
      'a member code too long': { to: { member: 'XB0000000' } },
      'an office with a space': { from: { member: 'XA', office: 'H Q' } },
      'clock 0': { clock: 0 },
      'clock 1.5': { clock: 1.5 },
      'a clock that leaves no room for an answer': { clock: 2 ** 31 },
      'a digest in upper case': { previous: 'AB'.repeat(32) },
      'a short digest': { previous: 'ab'.repeat(31) },
      'an instant without milliseconds': { sentAt: '2026-11-21T12:00:00Z' },
      'an instant with an offset': { sentAt: '2026-11-21T12:00:00.000+01:00' },
      'a day that never was': { localDate: '2026-02-30' },
      'an instant that never was': { expiresAt: '2026-11-21T24:00:00.000Z' },
      'a body of negative size': { body: { ...statement.body, bytes: -1 } },
      'facts that are a list': { facts: [] },
      'terms that are a text': { terms: 'tfa12' },
      '65 facts': { facts: Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`fact${index}`, index])) },
      '65 items': { items: Array.from({ length: 65 }, () => makeItem().item) },
    }
    for (const [why, change] of Object.entries(refused)) {
      t.throws(() => readStatement(changed(change)), { name: 'CryptoError', code: 'statement-shape' }, why)
    }
    for (const change of [
      { v: 1 },
      { previous: 'ab'.repeat(32) },
      { inReplyTo: statement.id },
      { items: [] },
      { facts: {} },
    ]) {
      t.doesNotThrow(() => readStatement(changed(change)), JSON.stringify(change))
    }
  })

  t.test('[S4] MUST name each item once, with a part as long as its plaintext demands', async (t) => {
    t.throws(() => readStatement(changed({ items: [item, item] })), { code: 'statement-shape' }, 'an item twice')
    for (const part of [{ bytes: 71 }, { bytes: 73 }, { bytes: 0 }]) {
      const items = [{ ...item, part: { ...item?.part, ...part } }]
      t.throws(
        () => readStatement(changed({ items })),
        { code: 'statement-shape' },
        `${part.bytes} octets for an empty item`,
      )
    }
    for (const otherwise of [
      { form: 'fax' },
      { mediaType: 'pdf' },
      { mediaType: 'a/b\n' },
      { kind: '' },
      { name: 'invoice.pdf' },
    ]) {
      t.throws(() => readStatement(changed({ items: [{ ...item, ...otherwise }] })), { code: 'statement-shape' })
    }
    for (const mediaType of ['text/xml; charset=utf-8', 'application/vnd.api+json', 'image/tiff']) {
      t.doesNotThrow(() => readStatement(changed({ items: [{ ...item, mediaType }] })), mediaType)
    }
  })

  t.test('[S5] MUST tell what is wrong and repeat nothing of the content', async (t) => {
    const secret = 'Mata Hari'
    try {
      readStatement(changed({ type: secret, facts: { secret } }))
      t.fail('not refused')
    } catch (error) {
      t.match(error, { message: /\/type/ })
      t.notMatch(String((error as Error).message), secret)
    }
  })
})

t.test('Digests of a statement', async (t) => {
  t.test('[S6] are salted for body and items, whole or piece by piece', async (t) => {
    const [salt, octets] = [randomBytes(32), randomBytes(100_000)]
    const expected = createHash('sha256').update(salt).update(octets).digest('hex')
    t.equal(saltedDigest(salt, octets), expected)
    const hasher = saltedHasher(salt)
    for (let at = 0; at < octets.length; at += 7777) hasher.update(octets.subarray(at, at + 7777))
    t.equal(hasher.digest(), expected)
    t.not(saltedDigest(randomBytes(32), octets), expected)
  })

  t.test('[S7] bind terms by their canonical form', async (t) => {
    t.equal(termsSha256({ use: 'deny', share: 'deny' }), termsSha256({ share: 'deny', use: 'deny' }))
    t.equal(termsSha256({}), createHash('sha256').update(utf8('{}')).digest('hex'))
    t.not(termsSha256({ use: 'deny' }), termsSha256({ use: 'allow' }))
  })
})
