// Secrets that are replaced or destroyed: their octets are overwritten, and a process that ends in
// the middle, anywhere, leaves nothing that the next look does not destroy, and never zeros under
// the name of what is in force.
import { link, mkdir, open, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readKeysInForce } from '../../../adapters/keys/renewing.ts'
import { destroyDurably, destroyLeftovers, replaceSecret } from '../../../disk/destroy.ts'
import { fillDurably } from '../../../disk/durable.ts'
import { initiated } from '../../support/command-line.ts'
import { scratch } from '../../support/installation.ts'

const root = await scratch(t)
const secret = 'the key that was in force'

t.test('what is replaced is overwritten, whoever still holds the file open', async (t) => {
  const file = join(root, 'replaced.key')
  await writeFile(file, secret)
  const held = await open(file, 'r')
  await replaceSecret(file, 'the key after it')
  t.equal(await readFile(file, 'utf8'), 'the key after it')
  t.equal(
    (await held.readFile()).every((octet) => octet === 0),
    true,
    'zeros where the old one lay',
  )
  await held.close()
  await replaceSecret(join(root, 'first.key'), secret)
  t.equal(await readFile(join(root, 'first.key'), 'utf8'), secret, 'nothing need have been there')
  t.same(
    (await readdir(root)).filter((name) => name.startsWith('.')),
    [],
  )
})

t.test('several that replace one secret at once leave one of their contents whole', async (t) => {
  const file = join(root, 'contended.key')
  await writeFile(file, secret)
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(['one', 'two', 'three'].map((each) => replaceSecret(file, `${each} ${round}`)))
    t.match(await readFile(file, 'utf8'), new RegExp(`^(one|two|three) ${round}$`))
  }
})

const uuid = '0b9e2a6c-8f5d-4c8e-9a57-3f1f6f0d2c11'

t.test('what a broken-off replacement left is destroyed, and what is in force is not', async (t) => {
  const keys = join(root, 'broken-off')
  await mkdir(keys)
  const [file, going] = [join(keys, 'tls.key.pem'), join(keys, `.tls.key.pem.${uuid}.going`)]
  // Ended after the second name was given and before the new content had the first.
  await writeFile(file, secret)
  await link(file, going)
  t.equal(await destroyLeftovers(keys), 0, 'whoever is at it is left to it')
  t.equal(await destroyLeftovers(keys, 0), 1)
  t.equal(await readFile(file, 'utf8'), secret, 'the key in force is whole')
  t.same(await readdir(keys), ['tls.key.pem'])
  // Ended after the new content had the name.
  await link(file, going)
  await writeFile(join(keys, 'new'), 'the key after it')
  await rename(join(keys, 'new'), file)
  await writeFile(join(keys, `.tls.key.pem.${uuid}.tmp`), 'half of a k')
  const held = await open(going, 'r')
  t.equal(await destroyLeftovers(keys, 0), 2)
  t.equal(
    (await held.readFile()).every((octet) => octet === 0),
    true,
  )
  await held.close()
  t.same(await readdir(keys), ['tls.key.pem'])
  t.equal(await readFile(file, 'utf8'), 'the key after it')
})

t.test('a writer that was only slow fails, and puts no zeros into force', async (t) => {
  const keys = join(root, 'slow')
  await mkdir(keys)
  const file = join(keys, 'tls.key.pem')
  await writeFile(file, secret)
  for (const fresh of [false, true]) {
    const slow = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const writing = fillDurably(
      fresh ? `${file}-fresh` : file,
      async (handle) => {
        await handle.writeFile('the key after it')
        begun.resolve()
        await slow.promise
      },
      { fresh },
    )
    await begun.promise
    t.equal(await destroyLeftovers(keys, 0), 1)
    slow.resolve()
    await t.rejects(writing, { code: 'ENOENT' })
    t.equal(await readFile(file, 'utf8'), secret, 'the key in force is whole')
    t.same(await readdir(keys), ['tls.key.pem'])
  }
  // A name that was given while the half-written one is still there: the same octets.
  await link(file, join(keys, `.tls.key.pem.${uuid}.tmp`))
  t.equal(await destroyLeftovers(keys, 0), 1)
  t.equal(await readFile(file, 'utf8'), secret)
})

t.test('nobody finds zeros under the name of what is destroyed', async (t) => {
  const file = join(root, 'going.key')
  for (let round = 0; round < 50; round += 1) {
    await writeFile(file, secret)
    const seen = new Set<string>()
    const done = destroyDurably(file).then(() => true)
    while (!(await Promise.race([done, readFile(file, 'utf8').then(seen.add.bind(seen), () => undefined)])));
    t.same(
      [...seen].filter((text) => text !== secret),
      [],
    )
  }
})

t.test('a start sweeps the rooms of keys', async (t) => {
  const folder = await initiated(root, 'XA')
  const left = ['keys', 'next', 'trial-ca'].map((room) => join(folder, room, `.some.key.pem.${uuid}.tmp`))
  for (const file of left) await writeFile(file, secret, { mode: 0o600 })
  await readKeysInForce(folder)
  for (const file of left) t.equal(await readFile(file, 'utf8'), secret, 'too young to be left over')
  await readKeysInForce(folder, 0)
  for (const room of ['keys', 'next', 'trial-ca'])
    t.same(
      (await readdir(join(folder, room))).filter((name) => name.endsWith('.tmp')),
      [],
    )
})
