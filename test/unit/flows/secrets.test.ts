// Items without a key, and the fingerprint that finds the same content again.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { openSecrets } from '../../../gateway/flows/content/secrets.ts'

const world = { randomOctets: (count: number) => new Uint8Array(randomBytes(count)) }
const { secrets, unsealing } = openSecrets(world.randomOctets(32), world)
const id = '019abcde-f000-7000-8000-000000000001'
const half = { name: 'invoice.pdf', salt: 'A'.repeat(43), recipientShare: 'A'.repeat(43) }
const plainSha256 = 'ab'.repeat(32)

t.test('an item that waits for its key has a secret, and no key that opens anything', async (t) => {
  const row = { id, ...secrets.encryptHalf(id, half) }
  t.match(row, { key: null, fingerprint: null })
  t.same(secrets.half(row), half)
  t.equal(unsealing.item(row), undefined)
  t.notMatch(Buffer.from(row.secret).toString('latin1'), /invoice/, 'not even its name lies there in the open')
  const other = { ...row, id: '019abcde-f000-7000-8000-000000000002' }
  t.throws(() => secrets.half(other), { code: 'store-altered' }, 'and it belongs to its row')
})

t.test('an item with a key is no half, and a disposed one is neither', async (t) => {
  const key = world.randomOctets(32)
  const row = { id, ...secrets.encryptItem(id, key, { ...half, plainSha256 }) }
  t.equal(secrets.half(row), undefined)
  t.match(unsealing.item(row), { name: half.name, plainSha256 })
  const disposed = { id, key: null, secret: null }
  t.same([secrets.half(disposed), unsealing.item(disposed)], [undefined, undefined])
})

t.test('the same content has the same fingerprint here, and another one in another installation', async (t) => {
  const of = (with_: typeof secrets, sha256: string) =>
    with_.encryptItem(id, world.randomOctets(32), { ...half, plainSha256: sha256 }).fingerprint
  t.equal(of(secrets, plainSha256), of(secrets, plainSha256))
  t.not(of(secrets, plainSha256), of(secrets, 'cd'.repeat(32)))
  t.not(of(secrets, plainSha256), of(openSecrets(world.randomOctets(32), world).secrets, plainSha256))
  t.not(of(secrets, plainSha256), plainSha256, 'which nobody can tell from the digest of the content')
})

t.test('what was received is not ours to open, what we wrote is', async (t) => {
  const key = world.randomOctets(32)
  const item = { id, ...secrets.encryptItem(id, key, { ...half, plainSha256 }) }
  const content = { form: { note: 'words' }, names: {} }
  const message = { id, ...secrets.encrypt(id, { content, salt: 'A' }) }
  t.match(secrets.ownItem({ ...item, direction: 'out' }), { name: half.name, plainSha256 })
  t.match(secrets.ownMessage({ ...message, direction: 'out' }), { content })
  t.throws(() => secrets.ownItem({ ...item, direction: 'in' }), { code: 'internal' })
  t.throws(() => secrets.ownMessage({ ...message, direction: 'in' }), { code: 'internal' })
  t.notMatch(Object.keys(secrets), ['item'], 'there is no other way among the secrets')
})

t.test('what was received says so under its own lock, whatever its row is made to say [R25]', async (t) => {
  const direction = 'out' as const
  const item = {
    id,
    direction,
    ...secrets.encryptItem(id, world.randomOctets(32), { received: true, ...half, plainSha256 }),
  }
  t.throws(() => secrets.ownItem(item), { code: 'store-altered' })
  const body = { received: true, content: { form: {}, names: {} }, salt: half.salt }
  t.throws(() => secrets.ownMessage({ id, direction, ...secrets.encrypt(id, body) }), { code: 'store-altered' })
})

t.test('a mark is made by this installation alone, and of one value', async (t) => {
  const other = openSecrets(world.randomOctets(32), world).secrets
  t.equal(secrets.mark({ a: 1, b: 2 }), secrets.mark({ b: 2, a: 1 }))
  t.not(secrets.mark({ a: 1 }), secrets.mark({ a: 2 }))
  t.not(secrets.mark({ a: 1 }), other.mark({ a: 1 }))
})

t.test('what the evidence holds opens after every rotation of the key of the installation', async (t) => {
  const [first, second, third] = [world.randomOctets(32), world.randomOctets(32), world.randomOctets(32)]
  const reason = { reason: 'an appeal is open' }
  const under = (key: Uint8Array) => openSecrets(key, world, first).secrets
  for (const [when, key] of Object.entries({ first, second, third })) {
    const sealed = under(key).encryptLasting(id, reason)
    t.same(under(third).decrypt(id, sealed), reason, `written under the ${when} key`)
  }
})
