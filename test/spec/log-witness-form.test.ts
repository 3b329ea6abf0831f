import t from 'tap'
import { cosign, cosignedAtSeconds, verifyCosignature } from '../../crypto/log/cosignature.ts'
import { consistencyProof } from '../../crypto/log/log-path.ts'
import { readSignatureLines, writeSignatureLines } from '../../crypto/log/note.ts'
import {
  maxAddCheckpointBytes,
  readAddCheckpoint,
  readConflict,
  writeAddCheckpoint,
  writeConflict,
} from '../../crypto/log/witness.ts'
import { utf8 } from '../../crypto/octets.ts'
import { accepted, checkpointOf, flipped, logOf, treeOf, witnessOf } from './log-trees.ts'

const log = logOf('xa.example')
const witness = witnessOf('xb.example')
const tree = treeOf(40)

t.test('a request to a witness', async (t) => {
  const proof = await consistencyProof(21, 40, tree.read)
  const body = writeAddCheckpoint({ oldSize: 21, proof, checkpoint: checkpointOf(log, tree) })
  t.test('[G46] is written and read as C2SP tlog-witness shows', async (t) => {
    // The body of the specification's example.
    const example = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`
    const read = readAddCheckpoint(example)
    t.match(read, { oldSize: 20852014, checkpoint: { origin: 'example.com/behind-the-sofa', size: 20852163 } })
    t.same([read.proof.length, read.checkpoint.signatures.length], [4, 2])
    t.equal(writeAddCheckpoint({ ...read, checkpoint: read.checkpoint.note }), example)
    t.match(readAddCheckpoint(utf8(body)), { oldSize: 21, checkpoint: { size: 40 } })
    t.equal(
      readAddCheckpoint(writeAddCheckpoint({ oldSize: 0, proof: [], checkpoint: checkpointOf(log, tree) })).proof
        .length,
      0,
    )
  })
  t.test('[G47] MUST be of that form, within bounds', async (t) => {
    const lines = body.split('\n')
    const as = (at: number, line: string) => lines.with(at, line).join('\n')
    const broken = [
      ...[
        '',
        '\n',
        '\n\n',
        'old 1\n',
        lines.slice(1).join('\n'),
        body.slice(0, -1),
        `\n${body}`,
        body.replaceAll('\n', '\r\n'),
      ],
      ...[
        'old',
        'old ',
        'old 021',
        'old -1',
        'old +1',
        'old 21 ',
        'old  21',
        'Old 21',
        'old 9007199254740992',
        '21',
      ].map((line) => as(0, line)),
      ...[as(1, 'AAAA'), as(1, `${lines[1]}=`), as(1, ` ${lines[1]}`), as(1, ''), body.replace('\n\n', '\n')],
      lines.toSpliced(1, 0, ...Array(64).fill(lines[1])).join('\n'),
      `old 1\n${`${lines[1]}\n`.repeat(3000)}`,
      'x'.repeat(maxAddCheckpointBytes + 1),
    ]
    for (const found of broken)
      t.throws(() => readAddCheckpoint(found), { code: 'log' }, JSON.stringify(found).slice(0, 60))
    t.throws(() => readAddCheckpoint(flipped(utf8(body), 0, 0x80)), { code: 'log' }, 'not UTF-8')
    t.throws(() => writeAddCheckpoint({ oldSize: -1, proof: [], checkpoint: checkpointOf(log, tree) }), { code: 'log' })
    const most = lines.toSpliced(1, lines.indexOf('') - 1, ...Array(63).fill(lines[1])).join('\n')
    t.equal(readAddCheckpoint(most).proof.length, 63)
  })
  t.test('[G48] is answered by signature lines, or by a size', async (t) => {
    const { name, signWith: key } = witness
    const checkpoint = accepted(log, checkpointOf(log, tree))
    const answer = writeSignatureLines([cosign(checkpoint, { name, key, atSeconds: 1 })])
    t.match(answer, /^— xb\.example\/witness [A-Za-z0-9+/]+={0,2}\n$/)
    const [line] = readSignatureLines(utf8(answer))
    t.equal(line && verifyCosignature(checkpoint, line, witness).atSeconds, 1)
    for (const wrong of ['', '\n', answer.slice(0, -1), `${answer}\n`, `${answer}x\n`]) {
      t.throws(() => readSignatureLines(wrong), { code: 'log' }, JSON.stringify(wrong).slice(0, 40))
    }
    t.equal(readConflict(writeConflict(21)), 21)
    t.equal(readConflict('0\n'), 0)
    for (const wrong of ['', '21', '021\n', '21\n\n', '-1\n', ' 21\n', `${'1'.repeat(40)}\n`]) {
      t.throws(() => readConflict(wrong), { code: 'log' }, JSON.stringify(wrong))
    }
    t.throws(() => writeConflict(-1), { code: 'log' })
  })
})

t.test('the time of a cosignature is read where it lies, and of nothing else', async (t) => {
  const { signature } = cosign(accepted(log, checkpointOf(log, tree)), {
    ...{ name: witness.name, key: witness.signWith, atSeconds: 1_795_000_000 },
  })
  t.equal(cosignedAtSeconds(signature), 1_795_000_000)
  const within = new Uint8Array(100)
  within.set(signature, 28)
  t.equal(cosignedAtSeconds(within.subarray(28)), 1_795_000_000, 'in a larger buffer too')
  for (const length of [0, 1, 8, 71]) t.throws(() => cosignedAtSeconds(signature.subarray(0, length)), { code: 'log' })
  t.throws(() => cosignedAtSeconds(new Uint8Array(72)), { code: 'log' }, 'no time at all')
  t.throws(() => cosignedAtSeconds(new Uint8Array(72).fill(255)), { code: 'log' }, 'no time that is a number')
})
