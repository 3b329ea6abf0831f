import fc from 'fast-check'
import t from 'tap'
import { signCheckpoint } from '../../crypto/log/checkpoint.ts'
import { consistencyProof } from '../../crypto/log/log-path.ts'
import { readNote, signNote, writeNote } from '../../crypto/log/note.ts'
import { type Decision, decideAddCheckpoint, readAddCheckpoint, writeAddCheckpoint } from '../../crypto/log/witness.ts'
import { toHex } from '../../crypto/octets.ts'
import { checkpointOf, flipped, logOf, type Tree, treeOf, verifiedOf } from './log-trees.ts'

const log = logOf('xa.example')
const tree = treeOf(40)
/** The same log with another past. */
const forked = treeOf(40, 'another')
const at = (size: number, { roots } = tree) => ({ size, rootHash: roots[size] as Uint8Array })

interface Asking {
  readonly known?: { size: number; rootHash: Uint8Array } | undefined
  readonly old: number
  readonly size: number
  readonly of?: Tree
  readonly proof?: Uint8Array[]
  readonly signedBy?: typeof log
  readonly checkpoint?: string
}
/** What the witness says to a log that asks so. */
async function asked({ known, old, size, of = tree, signedBy = log, ...given }: Asking): Promise<Decision> {
  const checkpoint = given.checkpoint ?? checkpointOf(signedBy, of, size)
  const proof = given.proof ?? (old <= size ? await consistencyProof(old, size, of.read) : [])
  const body = writeAddCheckpoint({ oldSize: old, proof, checkpoint })
  return decideAddCheckpoint(known, readAddCheckpoint(body), { origin: log.origin, key: log.key })
}

t.test('a witness', async (t) => {
  t.test('[G49] accepts what continues all that it knows', async (t) => {
    for (const [known, size] of [
      [0, 0],
      [0, 1],
      [0, 40],
      [1, 2],
      [21, 40],
      [32, 33],
      [39, 40],
      [40, 40],
    ] as const) {
      const decision = await asked({ known: known === 0 ? undefined : at(known), old: known, size })
      t.match(decision, { verdict: 'accept', checkpoint: { size, origin: log.origin } }, `${known} to ${size}`)
    }
    t.match(await asked({ known: at(0), old: 0, size: 5 }), { verdict: 'accept' }, 'an empty tree is known')
  })
  t.test('[G50] MUST tell its size to a log that counts from another', async (t) => {
    t.strictSame(strip(await asked({ known: at(21), old: 0, size: 40 })), { verdict: 'conflict', size: 21 })
    t.strictSame(strip(await asked({ known: at(21), old: 22, size: 40 })), { verdict: 'conflict', size: 21 })
    t.strictSame(strip(await asked({ known: undefined, old: 3, size: 40 })), { verdict: 'conflict', size: 0 })
    t.strictSame(strip(await asked({ known: at(21), old: 20, size: 21 })), { verdict: 'conflict', size: 21 })
  })
  t.test('[G51] MUST refuse and alarm when the log has gone back', async (t) => {
    t.match(await asked({ known: at(21), old: 21, size: 20 }), { verdict: 'refuse', reason: 'rollback', status: 400 })
    t.strictSame(strip(await asked({ known: at(21), old: 10, size: 20 })), {
      verdict: 'conflict',
      size: 21,
      alarm: 'rollback',
    })
  })
  t.test('[G52] MUST refuse and alarm when the log has two histories', async (t) => {
    t.match(await asked({ known: at(21), old: 21, size: 21, of: forked }), {
      verdict: 'refuse',
      reason: 'fork',
      status: 422,
    })
    t.match(await asked({ known: at(21), old: 21, size: 40, of: forked }), {
      verdict: 'refuse',
      reason: 'bad-proof',
      status: 422,
    })
    t.strictSame(strip(await asked({ known: at(21), old: 20, size: 21, of: forked })), {
      verdict: 'conflict',
      size: 21,
      alarm: 'fork',
    })
    const proof = await consistencyProof(21, 40, tree.read)
    t.match(await asked({ known: at(21), old: 21, size: 40, of: forked, proof }), { reason: 'bad-proof' })
    t.match(await asked({ known: at(21, forked), old: 21, size: 40 }), { reason: 'bad-proof' })
  })
  t.test('[G53] MUST refuse proofs that do not show it', async (t) => {
    const good = await consistencyProof(21, 40, tree.read)
    for (const proof of [
      [],
      good.slice(1),
      good.toReversed(),
      [...good, at(40).rootHash],
      good.with(0, flipped(good[0] as Uint8Array, 9)),
    ]) {
      t.match(await asked({ known: at(21), old: 21, size: 40, proof }), {
        verdict: 'refuse',
        reason: 'bad-proof',
        status: 422,
      })
    }
    t.match(
      await asked({ known: undefined, old: 0, size: 40, proof: good }),
      { reason: 'bad-proof' },
      'none is needed from nothing',
    )
    t.match(await asked({ known: at(40), old: 40, size: 40, proof: good }), { reason: 'bad-proof' }, 'nor to the same')
    const text = `${log.origin}\n0\n${at(40).rootHash.toBase64()}\n`
    const rooted = writeNote(text, [signNote(text, log.name, log.signWith)])
    t.match(await asked({ old: 0, size: 0, checkpoint: rooted }), { reason: 'bad-root', status: 422 }, 'an empty tree')
  })
  t.test("[G54] MUST refuse a log it does not know and a signature that is not the log's", async (t) => {
    const other = logOf('xc.example')
    t.match(await asked({ old: 0, size: 40, signedBy: other }), { reason: 'unknown-origin', status: 404 })
    const request = readAddCheckpoint(
      writeAddCheckpoint({ oldSize: 0, proof: [], checkpoint: checkpointOf(log, tree) }),
    )
    t.match(decideAddCheckpoint(undefined, request, undefined), { reason: 'unknown-origin', status: 404 })
    t.match(decideAddCheckpoint(undefined, request, { origin: log.origin, key: other.key }), {
      reason: 'bad-signature',
      status: 403,
    })
    const { text, signatures } = readNote(checkpointOf(log, tree))
    const [good] = signatures
    if (!good) throw new Error('no signature')
    const spoiled = writeNote(text, [good, { ...good, signature: flipped(good.signature, 1) }])
    t.match(await asked({ old: 0, size: 40, checkpoint: spoiled }), { reason: 'bad-signature', status: 403 })
    const made = { ...request, checkpoint: { ...request.checkpoint, size: 41 } }
    t.match(
      decideAddCheckpoint(undefined, made, log),
      { verdict: 'accept', checkpoint: { size: 40 } },
      'only the signed text counts',
    )
  })
  t.test('[G55] refuses in the order of the specification', async (t) => {
    const other = logOf('xc.example')
    const wrong = { known: at(21), old: 50, size: 40, of: forked, proof: [at(1).rootHash] }
    t.match(await asked({ ...wrong, signedBy: other }), { reason: 'unknown-origin' }, 'everything is wrong')
    const forgery = signCheckpoint({ origin: log.origin, ...at(40) }, other.signWith)
    t.match(await asked({ ...wrong, checkpoint: forgery }), { reason: 'bad-signature' })
    t.match(await asked(wrong), { reason: 'rollback' })
    t.match(await asked({ ...wrong, old: 30 }), { verdict: 'conflict', size: 21 }, 'then the size')
    t.match(await asked({ ...wrong, old: 21 }), { reason: 'bad-proof' }, 'then the proof')
  })
  t.test('[G56] MUST never cosign two trees of which one does not continue the other', async () => {
    // A log that tries whatever it likes on a witness that keeps what it accepted.
    const step = fc.record({ old: fc.nat(12), size: fc.nat(12), branch: fc.boolean(), honest: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        let known: { size: number; rootHash: Uint8Array } | undefined
        const cosigned: { size: number; rootHash: Uint8Array }[] = []
        for (const { old, size, branch, honest } of steps) {
          const decision = await asked({
            known,
            old: honest ? (known?.size ?? 0) : old,
            size,
            of: branch ? forked : tree,
          })
          if (decision.verdict !== 'accept') continue
          known = { size: decision.checkpoint.size, rootHash: decision.checkpoint.rootHash }
          cosigned.push(known)
        }
        const grows = cosigned.every(({ size }, n) => n === 0 || size >= (cosigned[n - 1]?.size ?? 0))
        const branches = new Set(cosigned.filter(({ size }) => size > 0).map(branchOf))
        return grows && branches.size <= 1
      }),
      { numRuns: 300 },
    )
  })
})

const branchOf = ({ size, rootHash }: { size: number; rootHash: Uint8Array }) =>
  toHex(rootHash) === toHex(at(size).rootHash) ? 'tree' : 'forked'

/** The decision without the checkpoint it is about. */
function strip(decision: Decision): object {
  const { checkpoint, ...rest } = { checkpoint: undefined, ...decision }
  if (checkpoint !== undefined) verifiedOf(log, (checkpoint as { note: string }).note)
  return rest
}
