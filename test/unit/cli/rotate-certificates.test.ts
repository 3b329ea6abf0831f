// What `bulla keys rotate` certifies: the key that is rotated and no other, by a CA that partners know.
import { spawnSync } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { makeCa } from '../../../crypto/x509/authority.ts'
import { bulla, initiated } from '../../support/command-line.ts'
import { scratch } from '../../support/installation.ts'

const filesOf = async (folder: string) => {
  const names = (await readdir(join(folder, 'keys'))).filter((name) => !name.startsWith('.')).sort()
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, 'keys', name), 'utf8')] as const)),
  )
}

t.test('only the certificate of the key that is rotated is another one', async (t) => {
  const folder = await initiated(await scratch(t), 'XA')
  const before = await filesOf(folder)
  t.equal((await bulla(folder, ['keys', 'rotate', 'signing'])).exit, 0)
  const after = await filesOf(folder)
  for (const name of ['tls.cert.pem', 'national.cert.pem', 'tls.key.pem', 'national.key.pem'])
    t.equal(after[name], before[name], name)
  t.not(after['signing.cert.pem'], before['signing.cert.pem'])
  const publicIn = (input: string, ...words: string[]) => spawnSync('openssl', words, { input }).stdout.toString()
  t.equal(
    publicIn(await readFile(join(folder, 'requests/signing.csr.pem'), 'utf8'), 'req', '-noout', '-pubkey'),
    publicIn(after['signing.key.pem'] ?? '', 'pkey', '-pubout'),
    'the request that lies there is for the key in use',
  )
  const again = await bulla(folder, ['keys', 'rotate', 'signing'])
  t.match(again.err, /still in use.*bulla keys rotate signing --finish/s)
})

t.test('a trial CA that our card does not name any more certifies nothing, and nothing is changed', async (t) => {
  const folder = await initiated(await scratch(t), 'XA')
  const other = await makeCa({ name: 'Government CA', notBeforeMs: Date.now() - 60_000, notAfterMs: Date.now() + 9e9 })
  await writeFile(join(folder, 'keys/tls.anchor.pem'), other.certPem)
  const before = await filesOf(folder)
  for (const use of ['tls', 'signing', 'all']) {
    const { exit, err } = await bulla(folder, ['keys', 'rotate', use])
    t.equal(exit, 1, use)
    t.match(err, /the trial CA that lies here is none of those that our card names/, use)
  }
  t.same(await filesOf(folder), before)
})
