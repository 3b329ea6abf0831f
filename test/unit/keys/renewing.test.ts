// The pair of key and certificate of a door, replaced: whole at every moment of a power cut, the old key gone for good.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { cp, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { readKeysInForce, tlsKeysIn } from '../../../adapters/keys/renewing.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { issue, makeCa, makeRequest } from '../../../crypto/x509/authority.ts'
import { destroyDurably } from '../../../disk/destroy.ts'
import { settleTogether } from '../../../disk/together.ts'
import { install, scratch } from '../../support/installation.ts'

const now = Date.now()
const dates = { notBeforeMs: now - 3_600_000, notAfterMs: now + 86_400_000 }
const ca = await makeCa({ name: 'CA', ...dates })
const use = 'national'
const certify = (requestPem: string) => issue({ ca, requestPem, use, ...dates })
const form = { name: 'XA', hosts: ['localhost'] }

async function installed(t: Test) {
  const folder = await scratch(t)
  const keys = join(folder, 'keys')
  await mkdir(keys, { mode: 0o700 })
  const keyPem = await makeKey('P-256')
  await writeFile(join(keys, 'national.key.pem'), keyPem, { mode: 0o600 })
  await writeFile(join(keys, 'national.cert.pem'), await certify(await makeRequest({ keyPem, use, ...form })))
  return { folder, keys, keyPem }
}

const read = (folder: string, name: string) => readFile(join(folder, 'keys', name), 'utf8')
const fits = async (folder: string) =>
  new X509Certificate(await read(folder, 'national.cert.pem')).checkPrivateKey(
    createPrivateKey(await read(folder, 'national.key.pem')),
  )

t.test('a new pair is put in the place of the old one, whose key is destroyed', async (t) => {
  const { folder, keys: there, keyPem } = await installed(t)
  const keys = tlsKeysIn(folder)
  await mkdir(join(folder, 'requests'))
  await writeFile(join(folder, 'requests/national.csr.pem'), await makeRequest({ keyPem, use, ...form }))
  const { keySha256, request } = await keys.requesting(use, true)
  t.equal((await keys.requesting(use, true)).keySha256, keySha256, 'the key that waits is asked for again')
  t.equal((await stat(join(there, '.national.waiting.key.pem'))).mode & 0o777, 0o600)
  const chain = await certify(await request(form))
  const { replaced } = await keys.place(use, chain, keySha256)
  t.ok(await fits(folder))
  t.equal(await keys.certificate(use), chain)
  t.not(await read(folder, 'national.key.pem'), keyPem)
  t.equal((await stat(join(there, 'national.key.pem'))).mode & 0o777, 0o600)
  t.equal(await read(folder, '.national.replaced.key.pem'), keyPem, 'until that is recorded')
  t.same(await keys.unfinished(use), replaced)

  // Whoever opened the file before sees that it was overwritten.
  await link(join(there, '.national.replaced.key.pem'), join(folder, 'thief'))
  await keys.destroyReplaced(use)
  await keys.finish(use)
  t.match(await readFile(join(folder, 'thief'), 'utf8'), /^\0+$/)
  t.same((await readdir(there)).filter((name) => !name.startsWith('.changing')).sort(), [
    'national.cert.pem',
    'national.key.pem',
  ])
  t.same(await readdir(join(folder, 'requests')), [], 'nobody has the key certified that is destroyed')
  t.equal(await keys.unfinished(use), undefined)
  await keys.destroyReplaced(use)
})

t.test('a certificate over the key that is there replaces no key', async (t) => {
  const { folder, keyPem } = await installed(t)
  const keys = tlsKeysIn(folder)
  const { keySha256, request } = await keys.requesting(use, false)
  const chain = await certify(await request(form))
  t.same(await keys.place(use, chain, keySha256), { replaced: undefined })
  t.equal(await read(folder, 'national.key.pem'), keyPem)
  t.ok(await fits(folder))
  await t.rejects(keys.place(use, chain, 'ab'.repeat(32)), { message: 'the chain is over another key' })
})

t.test('whatever a power cut leaves, one pair is there after the next start', async (t) => {
  const { folder, keys: there, keyPem } = await installed(t)
  const keys = tlsKeysIn(folder)
  const { keySha256, request } = await keys.requesting(use, true)
  const chain = await certify(await request(form))
  const [before, waiting] = [join(folder, 'before'), await read(folder, '.national.waiting.key.pem')]
  await cp(there, before, { recursive: true })
  const { replaced } = await keys.place(use, chain, keySha256)
  const files = [
    { name: '.national.placing.json', text: JSON.stringify({ replaced }), secret: true },
    { name: '.national.replaced.key.pem', text: keyPem, secret: true },
    { name: 'national.key.pem', text: waiting, secret: true },
    { name: 'national.cert.pem', text: chain, secret: false },
  ]
  const at = (name: string) => join(there, name)
  /** What lies there when the power fails after so many files, the journal first and last. */
  for (let done = 0; done <= files.length + 1; done += 1) {
    await rm(there, { recursive: true })
    await cp(before, there, { recursive: true })
    if (done <= files.length) await writeFile(at('.together.json'), JSON.stringify(files), { mode: 0o600 })
    for (const { name, text } of files.slice(0, done)) await writeFile(at(name), text, { mode: 0o600 })
    // Several nodes find it at once.
    await Promise.all([settleTogether(there), settleTogether(there), settleTogether(there)])
    const { ino } = await stat(at('national.cert.pem'))
    await settleTogether(there)
    t.equal((await stat(at('national.cert.pem'))).ino, ino, `${done}: what is there is not written again`)
    t.ok(await fits(folder), `${done}: the pair fits`)
    t.equal(await read(folder, 'national.cert.pem'), chain, `${done}: which pair`)
    t.equal(await read(folder, 'national.key.pem'), waiting)
    t.equal(await read(folder, '.national.replaced.key.pem'), keyPem, `${done}: the old key waits to be destroyed`)
    await keys.destroyReplaced(use)
    await settleTogether(there)
    t.ok(await fits(folder), `${done}: and when it is destroyed`)
    await t.rejects(read(folder, '.national.replaced.key.pem'), { code: 'ENOENT' })
    await t.rejects(read(folder, '.national.waiting.key.pem'), { code: 'ENOENT' }, 'it waits no more')
  }
})

t.test('what was certified for a key that was replaced meanwhile is not put over another [R2]', async (t) => {
  const { folder, keys: there } = await installed(t)
  const keys = tlsKeysIn(folder)
  const { keySha256, request } = await keys.requesting(use, false)
  const chain = await certify(await request(form))
  const keyPem = await makeKey('P-256')
  await writeFile(join(there, 'national.key.pem'), keyPem)
  await writeFile(join(there, 'national.cert.pem'), await certify(await makeRequest({ keyPem, use, ...form })))
  await t.rejects(keys.place(use, chain, keySha256), { message: /not here any more: it was replaced meanwhile/ })
  t.ok(await fits(folder))
})

t.test('the key in force is destroyed under no name', async (t) => {
  const { folder, keys: there, keyPem } = await installed(t)
  await link(join(there, 'national.key.pem'), join(there, '.national.replaced.key.pem'))
  await t.rejects(tlsKeysIn(folder).destroyReplaced(use), { message: /it holds the key in force/ })
  t.equal(await read(folder, 'national.key.pem'), keyPem)
  await destroyDurably(join(there, 'not there'))
})

t.test('what was written down and cannot be read stops the start with its name', async (t) => {
  const { folder, keys } = await installed(t)
  await writeFile(join(keys, '.national.placing.json'), '{"replaced":1}')
  await t.rejects(tlsKeysIn(folder).unfinished(use), {
    message: /\.national\.placing\.json: expected what was replaced/,
  })
})

t.test('whoever reads the keys while a pair is put in its place finds it whole', async (t) => {
  const { folder } = await install(join(await scratch(t), 'XA'), 'XA')
  const keys = tlsKeysIn(folder)
  const { request } = await keys.requesting(use, true)
  const chain = await certify(await request(form))
  const at = (name: string) => join(folder, 'keys', name)
  const files = [
    { name: 'national.key.pem', text: await readFile(at('.national.waiting.key.pem'), 'utf8'), secret: true },
    { name: 'national.cert.pem', text: chain, secret: false },
  ]
  await writeFile(at('.together.json'), JSON.stringify(files), { mode: 0o600 })
  await rename(at('.national.waiting.key.pem'), at('national.key.pem'))
  await t.rejects(readKeys(folder), { message: /it is over another key/ })
  const { national } = await readKeysInForce(folder)
  t.equal(national.certPem, chain.trim())
  t.ok(await fits(folder))
})
