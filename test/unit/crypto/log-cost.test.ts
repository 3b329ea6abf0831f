import t from 'tap'
import { claimedCheckpoint } from '../../../crypto/log/checkpoint.ts'
import { verifyConsistency, verifyInclusion } from '../../../crypto/log/log-path.ts'
import { readLogProof } from '../../../crypto/log/log-proof.ts'
import { readTilePath } from '../../../crypto/log/log-tiles.ts'
import { readNote, readSignatureLines } from '../../../crypto/log/note.ts'
import { readAddCheckpoint } from '../../../crypto/log/witness.ts'
import { utf8 } from '../../../crypto/octets.ts'
import { readEntries, readVerifierKey } from '../../support/log-reading.ts'

// Some 350 readings of 120 KiB, far within the bound: one that is quadratic takes minutes.
t.test('[G63] what is hostile MUST cost little, however long it is', { timeout: 540_000 }, async (t) => {
  const readers = [readNote, readSignatureLines, claimedCheckpoint, readAddCheckpoint, readLogProof, readVerifierKey]
  const bytes = 120 * 1024
  const filled = (piece: string) => piece.repeat(Math.floor(bytes / utf8(piece).length) - 1)
  const pieces = [
    '\n',
    'a',
    'a\n',
    '— a AAAAAAA=\n',
    '— ',
    ' ',
    'AAAA',
    'old 1\n',
    'extra AAAA\n',
    'x\n\n',
    '+',
    '\u00a0',
    'x000/',
  ]
  for (const body of pieces.map(filled)) {
    for (const found of [
      body,
      `${body}\n`,
      `a\n1\n${body}\n\n— a AAAAAAA=\n`,
      `c2sp.org/tlog-proof@v1\nindex 1\n${body}\n\nx\n`,
    ]) {
      for (const read of readers) attempt(() => read(found))
      attempt(() => readTilePath(`tile/0/${found}`))
    }
  }
  const hash = new Uint8Array(32)
  const proof = Array<Uint8Array>(100_000).fill(hash)
  t.throws(() => verifyInclusion({ leafHash: hash, index: 1, size: 2, proof, rootHash: hash }), { code: 'log' })
  t.throws(() => verifyConsistency({ oldSize: 1, oldRootHash: hash, size: 2, rootHash: hash, proof }), { code: 'log' })
  t.throws(() => readEntries(new Uint8Array(20_000_000), 256), { code: 'log' })
})

function attempt(read: () => unknown): void {
  try {
    read()
  } catch (error) {
    if ((error as { code?: string }).code !== 'log') throw error
  }
}
