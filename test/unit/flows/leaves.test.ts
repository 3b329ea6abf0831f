// What becomes evidence has the shape of a record before it reaches the store, whoever makes its entry.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { CryptoError } from '../../../crypto/fault.ts'
import { type EvidenceDraft, leavesOf } from '../../../gateway/flows/evidence/leaves.ts'

const world = { randomOctets: (count: number) => new Uint8Array(randomBytes(count)) }
const release: EvidenceDraft = {
  ...{ at: 0, kind: 'release', case: randomUUIDv7(), subject: randomUUIDv7(), data: { place: { member: 'XA' } } },
}

t.test('a use of content gets its entry in the store, all else here', async (t) => {
  const [use, other] = leavesOf(world, [release, { ...release, kind: 'card' }])
  t.equal(use?.leaf, null)
  t.equal(other?.leaf?.length, 32)
})

t.test('a record of another shape goes no further, also of a use', async (t) => {
  for (const wrong of [{ subject: '' }, { subject: 'two\nlines' }, { case: 'none' }, { at: 10 ** 15 }])
    for (const kind of ['release', 'denial', 'key.destroyed', 'card'] as const)
      t.throws(() => leavesOf(world, [{ ...release, kind, ...wrong }]), CryptoError, `${kind} ${JSON.stringify(wrong)}`)
})
