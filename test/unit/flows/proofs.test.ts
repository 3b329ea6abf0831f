// One proof of each part for all who wait for it: read once, whoever asks again meanwhile or afterwards.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import t from 'tap'
import { openInsides } from '../../../adapters/insides/insides.ts'
import { openFolderParts } from '../../../adapters/parts/folder.ts'
import { sha256Hex } from '../../../crypto/octets.ts'
import { encryptPart, partContext } from '../../../crypto/part/part.ts'
import { saltedDigest } from '../../../crypto/statement/statement.ts'
import { sharedProofs } from '../../../gateway/flows/content/proofs.ts'
import { afterAnswer, afterLate, firstPatience, limitFor } from '../../../gateway/model/line.ts'
import { scratch } from '../../support/installation.ts'

const insides = openInsides()
t.teardown(insides.close)
const folder = await openFolderParts({ folder: join(await scratch(t), 'parts') })

async function* chunks(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < octets.length; at += 65_536) yield octets.subarray(at, at + 65_536)
}

/** An item of so many octets, its part kept. */
async function kept(bytes: number) {
  const [key, salt, plain] = [randomBytes(32), randomBytes(16), randomBytes(bytes)].map((each) => new Uint8Array(each))
  if (!key || !salt || !plain) throw new Error('no octets')
  const [id, termsSha256] = ['01a22aba-59c3-7bdd-b1d6-d939db0d3c16', 'ab'.repeat(32)]
  const sealed: Uint8Array[] = []
  const context = partContext(id, termsSha256)
  for await (const chunk of encryptPart(chunks(plain), { key, salt: randomBytes(24), context })) sealed.push(chunk)
  const octets = new Uint8Array(Buffer.concat(sealed))
  await folder.put(chunks(octets))
  const item = { id, bytes, sha256: saltedDigest(salt, plain), termsSha256 }
  return { item, partSha256: sha256Hex(octets), key, salt }
}

function counting() {
  const seen = { reads: 0 }
  const parts = {
    lend(sha256: string) {
      seen.reads += 1
      return folder.lend(sha256)
    },
  }
  return { seen, proofs: sharedProofs({ parts, insides }) }
}

t.test(
  'a large part is read once for all attempts that wait for it, and for those that come after [C30]',
  async (t) => {
    const { seen, proofs } = counting()
    const asked = await kept(3 << 20)
    const found = await Promise.all([1, 2, 3, 4].map(() => proofs.prove(asked)))
    t.equal(seen.reads, 1)
    t.equal(new Set(found.map(({ plainSha256 }) => plainSha256)).size, 1)
    await proofs.prove(asked)
    t.equal(seen.reads, 1, 'a result is kept until it is stored')
  },
)

t.test('what says something else of the same part is proven by itself, and a failure is not kept [C30]', async (t) => {
  const { seen, proofs } = counting()
  const asked = await kept(2 << 20)
  await proofs.prove(asked)
  const others = [
    { ...asked, item: { ...asked.item, sha256: 'cd'.repeat(32) } },
    { ...asked, item: { ...asked.item, termsSha256: 'cd'.repeat(32) } },
    { ...asked, item: { ...asked.item, bytes: asked.item.bytes + 1 } },
    { ...asked, key: new Uint8Array(32) },
    { ...asked, salt: new Uint8Array(16) },
  ]
  for (const other of others) await t.rejects(proofs.prove(other), { code: 'statement-refused' })
  t.equal(seen.reads, 1 + others.length)
  const [first] = others
  if (first) await t.rejects(proofs.prove(first), { code: 'statement-refused' })
  t.equal(seen.reads, 2 + others.length)
})

t.test(
  'the limit of an answer knows the size of the items, grows while it is too short, and shrinks again [C30]',
  async (t) => {
    const minute = 60_000
    const first = firstPatience(minute)
    t.equal(limitFor(first, 0), minute)
    t.ok(limitFor(first, 8 * 2 ** 30) >= 9 * minute, 'for the largest item there is')
    let late = first
    for (let count = 0; count < 20; count += 1) late = afterLate(late, 1_000 - count)
    t.match(late, { limitMs: 10 * minute, lateSince: 981 }, 'within bounds, and since the oldest message')
    t.match(afterAnswer(late, 9 * minute, minute), { limitMs: 10 * minute, lateSince: undefined })
    let soon = late
    for (let count = 0; count < 20; count += 1) soon = afterAnswer(soon, 1_000, minute)
    t.equal(soon.limitMs, minute)
  },
)
