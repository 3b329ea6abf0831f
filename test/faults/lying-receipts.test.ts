// A partner that signs correctly lies in each field of its receipt in turn. What is counted as a receipt holds in our own bundle too.
import { randomUUIDv7 } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { canonical } from '../../crypto/canonical.ts'
import { fingerprint } from '../../crypto/card/words.ts'
import { importSigningKey, signCompact } from '../../crypto/jose/engine.ts'
import { logOrigin, signCheckpoint } from '../../crypto/log/checkpoint.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { leafHash } from '../../crypto/log/log-tree.ts'
import { writeAddCheckpoint } from '../../crypto/log/witness.ts'
import type { Receipt } from '../../crypto/statement/receipt.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { requestBody } from '../support/bodies.ts'
import { installedPair, start } from '../support/gateways.ts'
import { misbehaving } from '../support/misbehaving.ts'
import { knock, lineBetween } from '../support/partner-client.ts'

/** Every field that a receipt can have, as a path: a new one that no lie is told in does not compile. */
type FieldOf<T> = {
  [K in keyof T & string]-?: NonNullable<T[K]> extends readonly (infer Row extends object)[]
    ? `${K}.${FieldOf<Row>}`
    : NonNullable<T[K]> extends object
      ? `${K}.${FieldOf<NonNullable<T[K]>>}`
      : K
}[keyof T & string]

type Delivery = { state: string; problem: string | null; attempts: number }
const deliveryOf = (json: Record<string, unknown>) => (json.timeline as { delivery: Delivery }[])[0]?.delivery

/** `counts`: the field is the partner's own word, and nothing that was sent could contradict it. */
interface Lie {
  readonly what: string
  readonly tell: (receipt: Receipt) => unknown
  readonly counts?: true
}

t.test('lies in each field of a receipt [H1]', { timeout: 540_000 }, async (t) => {
  const { a, b, agreement } = await installedPair(t, { a: { settings: { SWEEP_EVERY_MS: 1000 } } })
  const signWith = await importSigningKey(readFileSync(join(b.folder, 'keys/signing.key.pem'), 'utf8'), b.suite)
  const logKey = logSigningKey(readFileSync(join(b.folder, 'keys/log.key.pem'), 'utf8'))
  const noteOf = (size: number, filled: number) =>
    signCheckpoint(
      { origin: logOrigin(b.card.trustDomain), size, rootHash: leafHash(new Uint8Array(32).fill(filled)) },
      logKey,
    )
  const gateway = await start(t, a)
  const [client, operator] = [gateway.client(), gateway.client('operator')]

  const entry = (changes: object) => (receipt: Receipt) => ({
    ...receipt,
    entries: receipt.entries.map((each) => ({ ...each, ...changes })),
  })
  const cards = (changes: { mine?: object; yours?: object }) => (honest: Receipt) => ({
    ...honest,
    cards: { mine: { ...honest.cards?.mine, ...changes.mine }, yours: { ...honest.cards?.yours, ...changes.yours } },
  })
  const receipt = (changes: object) => (honest: Receipt) => ({ ...honest, ...changes })
  const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString()
  const [digest, zeros] = ['ab'.repeat(32), '0'.repeat(64)]
  /** The id of a receipt that was counted, and of one that we gave. */
  let earlier = ''
  const lies: Record<FieldOf<Receipt>, readonly Lie[]> = {
    v: [
      { what: 'the version before', tell: receipt({ v: 1 }) },
      { what: 'another version', tell: receipt({ v: 3 }) },
    ],
    id: [
      { what: 'that of an earlier receipt', tell: (honest) => ({ ...honest, id: earlier }) },
      { what: 'none', tell: receipt({ id: 'x' }) },
    ],
    from: [{ what: 'a third member', tell: receipt({ from: 'XC' }) }],
    to: [{ what: 'a third member', tell: receipt({ to: 'XC' }) }],
    'envelope.id': [
      { what: 'another', tell: (honest) => ({ ...honest, envelope: { ...honest.envelope, id: randomUUIDv7() } }) },
    ],
    'envelope.sha256': [
      { what: 'another', tell: (honest) => ({ ...honest, envelope: { ...honest.envelope, sha256: digest } }) },
    ],
    'cards.mine.sequence': [{ what: 'another', tell: cards({ mine: { sequence: 9 } }), counts: true }],
    'cards.mine.sha256': [{ what: 'another', tell: cards({ mine: { sha256: digest } }), counts: true }],
    // Told as an alarm: somebody has cards in our name, or the partner lies.
    'cards.yours.sequence': [
      { what: 'one that we did not make', tell: cards({ yours: { sequence: 9 } }), counts: true },
    ],
    'cards.yours.sha256': [
      { what: 'one that we did not make', tell: cards({ yours: { sha256: digest } }), counts: true },
    ],
    at: [
      { what: 'before the envelope was made', tell: (honest) => ({ ...honest, at: hours(-1) }) },
      { what: 'yet to come', tell: (honest) => ({ ...honest, at: hours(1) }) },
    ],
    'entries.id': [
      { what: 'of another statement', tell: entry({ id: randomUUIDv7() }) },
      { what: 'twice', tell: (honest) => ({ ...honest, entries: [...honest.entries, ...honest.entries] }) },
      {
        what: 'one more, of another statement',
        tell: (honest) => ({
          ...honest,
          entries: honest.entries.flatMap((each) => [each, { ...each, id: randomUUIDv7() }]),
        }),
      },
      { what: 'of none', tell: receipt({ entries: [] }) },
    ],
    'entries.sha256': [{ what: 'another', tell: entry({ sha256: digest }) }],
    'entries.terms': [
      { what: 'others', tell: entry({ terms: digest }) },
      { what: 'none, though it was taken', tell: entry({ terms: zeros }) },
      { what: 'others, and a duplicate', tell: entry({ terms: digest, outcome: 'duplicate' }) },
      { what: 'others, and refused', tell: entry({ terms: digest, outcome: 'refused', problem: 'terms-unknown' }) },
    ],
    'entries.outcome': [
      { what: 'an unknown one', tell: entry({ outcome: 'delivered' }) },
      { what: 'a duplicate where there was none before', tell: entry({ outcome: 'duplicate' }), counts: true },
    ],
    'entries.leaf': [
      { what: 'none', tell: entry({ leaf: undefined }) },
      { what: 'beyond the checkpoint', tell: entry({ leaf: 64 }) },
      { what: 'below zero', tell: entry({ leaf: -1 }) },
    ],
    'entries.problem': [
      { what: 'a refusal without one', tell: entry({ outcome: 'refused', problem: undefined }) },
      { what: 'one that nobody knows', tell: entry({ problem: 'nobody-knows' }), counts: true },
    ],
    'entries.detail': [
      { what: 'control characters', tell: entry({ detail: 'a\u001b[2J' }) },
      { what: 'anything', tell: entry({ detail: 'anything' }), counts: true },
    ],
    // Of its own books, which are held against each other when it reports on them.
    'entries.uses.count': [
      { what: 'none', tell: entry({ uses: { count: 0, head: digest } }) },
      { what: 'any', tell: entry({ uses: { count: 7, head: digest } }), counts: true },
    ],
    'entries.uses.head': [{ what: 'any', tell: entry({ uses: { count: 1, head: digest } }), counts: true }],
    checkpoint: [
      { what: 'none', tell: receipt({ checkpoint: undefined }) },
      {
        what: 'smaller than the leaf asks',
        tell: (honest) => ({ ...entry({ leaf: 4 })(honest), checkpoint: noteOf(4, 0) }),
      },
      {
        what: 'of another log',
        tell: (honest) => ({ ...honest, checkpoint: honest.checkpoint?.replace('xb.', 'xc.') }),
      },
      {
        what: 'under another key',
        tell: (honest) => ({ ...honest, checkpoint: honest.checkpoint?.replace('\n64\n', '\n65\n') }),
      },
      { what: 'another root than we cosigned', tell: receipt({ checkpoint: noteOf(64, 7) }) },
    ],
  }

  let tell: Lie['tell'] = (honest) => honest
  const server = await misbehaving(b, a, async (honest) => ({
    body: await signCompact(canonical(JSON.parse(JSON.stringify(tell(honest)))), 'bulla-receipt+jws', signWith),
  }))
  t.teardown(server.close)
  // We have cosigned the log of XB as its honest receipts show it.
  const cosigned = await knock(lineBetween(b, a), {
    method: 'POST',
    path: '/v1/witness/add-checkpoint',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: writeAddCheckpoint({ oldSize: 0, proof: [], checkpoint: noteOf(64, 0) }),
  })
  t.match(cosigned, { status: 200 })

  async function ask(): Promise<string> {
    const opened = await client.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
    t.equal(opened.status, 202)
    return `/v1/cases/${String(opened.json.case)}`
  }
  async function honest(): Promise<void> {
    tell = (each) => {
      earlier = each.id
      return each
    }
    await client.until(await ask(), (json) => deliveryOf(json)?.state === 'delivered')
  }
  const fingerprints = { XA: fingerprint(a.card), XB: fingerprint(b.card) }

  for (const [field, told] of Object.entries(lies))
    for (const { what, tell: lie, counts } of told)
      await t.test(`${field}: ${what}`, async (t) => {
        // So many that the circuit, which opens by the share of faults, stays closed.
        for (let count = 0; count < 3; count += 1) await honest()
        const before = server.asked()
        tell = lie
        const path = await ask()
        const seen = await client.until(path, (json) => (deliveryOf(json)?.attempts ?? 0) > 0)
        t.ok(server.asked() > before, 'the lie was really told')
        if (counts) t.match(deliveryOf(seen.json), { state: 'delivered', problem: null })
        else t.match(deliveryOf(seen.json), { state: /waiting|sending/, problem: 'receipt-invalid' })
        tell = (each) => each
        const delivered = await client.until(path, (json) => deliveryOf(json)?.state === 'delivered')
        t.match(deliveryOf(delivered.json), { problem: null })
        const bundle = await client.ask('GET', `${path}/bundle`)
        t.equal(bundle.status, 200)
        const report = await verifyBundle(new Uint8Array(bundle.octets), { fingerprints, nowMs: Date.now() })
        t.same(report.faults, [], 'the bundle of the sender verifies')
      })

  /** Over two receipts of one case: what the second says contradicts what the first said. */
  const histories = [
    {
      what: 'two roots of one size',
      first: receipt({ checkpoint: noteOf(70, 1) }),
      second: receipt({ checkpoint: noteOf(70, 2) }),
    },
    { what: 'one leaf for two statements', first: entry({ leaf: 5 }), second: entry({ leaf: 5 }) },
  ]
  for (const { what, first, second } of histories)
    await t.test(`over two receipts of one case: ${what}`, async (t) => {
      for (let count = 0; count < 3; count += 1) await honest()
      tell = first
      const path = await ask()
      await client.until(path, (json) => deliveryOf(json)?.state === 'delivered')
      tell = second
      const before = server.asked()
      const posted = await client.post(`${path}/messages`, { type: 'withdraw', body: { reason: 'It was found.' } })
      t.equal(posted.status, 202, String(posted.octets))
      const ofSecond = (json: Record<string, unknown>) => (json.timeline as { delivery: Delivery }[])[1]?.delivery
      const seen = await client.until(path, (json) => (ofSecond(json)?.attempts ?? 0) > 0)
      t.ok(server.asked() > before, 'the lie was really told')
      t.match(ofSecond(seen.json), { state: /waiting|sending/, problem: 'receipt-invalid' })
      tell = (each) => ({ ...each, checkpoint: noteOf(64, 0) })
      await client.until(path, (json) => ofSecond(json)?.state === 'delivered')
      const bundle = await client.ask('GET', `${path}/bundle`)
      const report = await verifyBundle(new Uint8Array(bundle.octets), { fingerprints, nowMs: Date.now() })
      t.same(report.faults, [], 'the bundle of the sender verifies')
      const alarms = readFileSync(join(a.folder, 'gateway.log'), 'utf8').split('\n')
      t.ok(
        alarms.some((line) => line.includes('log.alarm') && line.includes('"XB"')),
        'and it is an alarm',
      )
      const { json } = await operator.get('/v1/operator/evidence?limit=1000')
      const told = (json.rows as { kind: string; data: Record<string, string> }[]).filter(
        ({ kind }) => kind === 'log.alarm',
      )
      const notes = told.map(({ data }) => [data['held'], data['shown']])
      t.match(notes.at(-1), [/^xb\..*\n\d+\n/, /^xb\..*\n\d+\n/], 'with both notes, which prove it by themselves')
    })
})
