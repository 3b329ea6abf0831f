import fc from 'fast-check'
import t from 'tap'
import { signCheckpoint } from '../../crypto/log/checkpoint.ts'
import { commitment, verifyCommitment } from '../../crypto/log/leaf.ts'
import { inclusionProof } from '../../crypto/log/log-path.ts'
import { readLogProof, writeLogProof } from '../../crypto/log/log-proof.ts'
import { frontierAt, leafHash, nodeHash, rootOf } from '../../crypto/log/log-tree.ts'
import { readRecord } from '../../crypto/log/record.ts'
import { sha256Hex, toHex, utf8 } from '../../crypto/octets.ts'
import { type LogProofDemands, verifyLogProof } from '../support/log-reading.ts'
import { checkpointOf, cosigned, flipped, logOf, treeOf, witnessOf } from './log-trees.ts'

const log = logOf('xa.example')
const witnesses = [witnessOf('xb.example'), witnessOf('xc.example')]
const tree = treeOf(100)
const atSeconds = 1_700_000_000
const checkpoint = cosigned(log, checkpointOf(log, tree), witnesses, atSeconds)
const proofOf = async (index: number) =>
  writeLogProof({ index, proof: await inclusionProof(index, 100, tree.read), checkpoint })
const entry = (index: number) => tree.entries[index] as Uint8Array

t.test('a proof of one entry', async (t) => {
  const proof = await proofOf(37)
  const demands: LogProofDemands = { entry: entry(37), proof, origin: log.origin, key: log.key, witnesses, quorum: 2 }
  t.test('[G38] verifies by itself, for whoever has the keys', async (t) => {
    const { index, cosignatures, checkpoint } = verifyLogProof(demands)
    t.same([index, checkpoint.size, cosignatures.length], [37, 100, 2])
    t.equal(verifyLogProof({ entry: entry(37), proof: utf8(proof), origin: log.origin, key: log.key }).index, 37)
    for (const index of [0, 1, 63, 64, 98, 99])
      verifyLogProof({ ...demands, entry: entry(index), proof: await proofOf(index) })
  })
  t.test('[G39] MUST fail for another entry, log, key, or too few witnesses', async (t) => {
    const [one, two] = witnesses as [(typeof witnesses)[number], (typeof witnesses)[number]]
    for (const changed of [
      ...[{ entry: entry(38) }, { entry: new Uint8Array() }, { proof: await proofOf(38) }],
      ...[{ origin: 'xb.example/log' }, { key: logOf('xb.example').key }, { quorum: 3 }],
      ...[{ witnesses: [one] }, { witnesses: [] }, { witnesses: [one, { name: two.name, key: one.key }] }],
    ]) {
      t.throws(() => verifyLogProof({ ...demands, ...changed }), { code: 'log' })
    }
    t.equal(verifyLogProof({ ...demands, witnesses: [two], quorum: 1 }).cosignatures.length, 1)
    t.throws(
      () => verifyLogProof({ ...demands, witnesses: [two, two], quorum: 2 }),
      { code: 'log' },
      'the same witness twice',
    )
  })
  t.test('[G40] MUST fail when any octet of it is another', async () => {
    const octets = utf8(proof)
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) =>
        isRefused(() => verifyLogProof({ ...demands, proof: flipped(octets, at, bits) })),
      ),
      { numRuns: 1000 },
    )
  })
  t.test('[G41] MUST be of the form of C2SP tlog-proof, within bounds', async (t) => {
    const lines = proof.split('\n')
    const without = (at: number) => lines.toSpliced(at, 1).join('\n')
    const as = (at: number, line: string) => lines.with(at, line).join('\n')
    const broken = [
      ...['', '\n\n', 'c2sp.org/tlog-proof@v1\n', without(0), without(1), without(9), proof.slice(0, -1), `\n${proof}`],
      ...[as(0, 'c2sp.org/tlog-proof@v2'), as(0, ' c2sp.org/tlog-proof@v1'), as(0, 'C2SP.org/tlog-proof@v1')],
      ...['index 037', 'index  37', 'index 37 ', 'index -1', 'index', 'index 9007199254740992', 'Index 37', '37'].map(
        (line) => as(1, line),
      ),
      ...['extra ', 'extra A', 'extra AAA', `extra ${'AAAA'.repeat(6000)}`].map((line) =>
        lines.toSpliced(1, 0, line).join('\n'),
      ),
      ...[
        lines.toSpliced(2, 0, 'extra AAAA').join('\n'),
        as(2, 'AAAA'),
        as(2, `${lines[2]} `),
        as(2, (lines[2] as string).slice(1)),
      ],
      lines.toSpliced(2, 0, ...Array(64).fill(lines[2])).join('\n'),
      `${lines[0]}\nindex 37\n${`${lines[2]}\n`.repeat(10_000)}`,
    ]
    for (const found of broken) t.throws(() => readLogProof(found), { code: 'log' }, JSON.stringify(found).slice(0, 60))
    const extra = Uint8Array.of(1, 2, 3)
    const withExtra = writeLogProof({ ...readLogProof(proof), extra })
    t.same(readLogProof(withExtra).extra, extra)
    t.equal(verifyLogProof({ ...demands, proof: withExtra }).index, 37)
    t.same(
      Object.keys(verifyLogProof({ ...demands, proof: withExtra })).sort(),
      ['checkpoint', 'cosignatures', 'index'],
      'nothing unsigned',
    )
    t.throws(() => writeLogProof({ ...readLogProof(proof), index: -1 }), { code: 'log' })
    t.throws(() => writeLogProof({ ...readLogProof(proof), checkpoint: 'none' }), { code: 'log' })
  })
  t.test('[G42] is under 4 KiB in a tree of a million entries, with two cosignatures', async (t) => {
    // A million times the same entry: then each complete subtree of a height has the same hash, and the tree is quickly had.
    const hashes = [leafHash(entry(0))]
    while (hashes.length < 53) hashes.push(nodeHash(hashes.at(-1) as Uint8Array, hashes.at(-1) as Uint8Array))
    const read = (level: number) => hashes[level] as Uint8Array
    const [log, ...witnesses] = [logOf, witnessOf, witnessOf].map((of, n) =>
      of(`${'long-name.'.repeat(8)}gateway-${n}.example`),
    )
    if (!log) throw new Error('no log')
    for (const [size, limit] of [
      [1_000_000, 2048],
      [Number.MAX_SAFE_INTEGER, 4096],
    ] as const) {
      const signed = signCheckpoint(
        { origin: log.name, size, rootHash: rootOf(await frontierAt(size, read)) },
        log.signWith,
      )
      const index = Math.floor(size / 3)
      const checkpoint = cosigned(log, signed, witnesses, atSeconds)
      const written = utf8(writeLogProof({ index, proof: await inclusionProof(index, size, read), checkpoint }))
      const verified = verifyLogProof({
        entry: entry(0),
        proof: written,
        origin: log.name,
        key: log.key,
        witnesses,
        quorum: 2,
      })
      t.same([verified.index, verified.cosignatures.length], [index, 2])
      t.ok(written.length < limit, `${written.length} octets in a tree of ${size}`)
    }
  })
})

t.test('an entry of our log', async (t) => {
  const salt = utf8('a salt is 32 octets, all of them')
  const record = readRecord({
    v: 1,
    at: '2026-11-21T20:42:36.000Z',
    kind: 'statement.received',
    case: '019abcde-f000-7000-8000-000000000002',
    subject: '019abcde-f000-7000-8000-000000000001',
    data: { sha256: sha256Hex(utf8('statement')), from: 'XA' },
  })
  t.test('[G43] is a commitment of 32 octets to a record under its salt', async (t) => {
    const text = `{"at":"2026-11-21T20:42:36.000Z","case":"019abcde-f000-7000-8000-000000000002","data":{"from":"XA","sha256":"${sha256Hex(utf8('statement'))}"},"kind":"statement.received","subject":"019abcde-f000-7000-8000-000000000001","v":1}`
    t.equal(toHex(commitment(salt, record)), sha256Hex(salt, utf8(text)))
    verifyCommitment(commitment(salt, record), salt, structuredClone(record))
    t.equal(commitment(salt, record).length, 32)
  })
  t.test('[G44] MUST fail for another record, salt or entry', async (t) => {
    const entry = commitment(salt, record)
    const wrong = [
      () => verifyCommitment(flipped(entry, 3), salt, record),
      () => verifyCommitment(entry.subarray(1), salt, record),
      () => verifyCommitment(entry, flipped(salt, 31), record),
      () => verifyCommitment(entry, salt, { ...record, at: '2026-11-21T20:42:36.001Z' }),
      () => verifyCommitment(entry, salt, { ...record, case: null }),
      () => verifyCommitment(entry, salt, { ...record, data: { ...record.data, more: 1 } }),
      () => commitment(salt.subarray(1), record),
      () => commitment(new Uint8Array(), record),
    ]
    for (const check of wrong) t.throws(check, { code: 'log' })
  })
  t.test('[G45] MUST be of a record of the closed shape, within bounds', async (t) => {
    t.same(readRecord({ ...record, case: null, subject: 'XB' }).case, null)
    for (const changed of [
      ...[
        { v: 2 },
        { at: '2026-11-21' },
        { at: '2026-02-30T00:00:00.000Z' },
        { kind: '' },
        { kind: 'two words' },
        { case: 'x' },
      ],
      ...[
        { case: undefined },
        { subject: '' },
        { subject: 'a\nb' },
        { subject: 's'.repeat(201) },
        { data: [] },
        { data: null },
      ],
      ...[{ more: 1 }, { data: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`m${n}`, n])) }],
      ...[{ data: { long: 'x'.repeat(65_536) } }],
    ]) {
      t.throws(() => readRecord({ ...record, ...changed }), { code: 'log' }, JSON.stringify(changed).slice(0, 60))
    }
    for (const wrong of [null, [], 'record', 1, undefined]) t.throws(() => readRecord(wrong), { code: 'log' })
    let nested: object = {}
    for (let depth = 0; depth < 40; depth += 1) nested = { nested }
    t.throws(() => readRecord({ ...record, data: nested }), { code: 'malformed' })
  })
})

function isRefused(check: () => unknown): boolean {
  try {
    check()
    return false
  } catch (error) {
    return (error as { code?: string }).code === 'log'
  }
}
