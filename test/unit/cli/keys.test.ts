import { chmod, copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { initiated } from '../../support/command-line.ts'

const root = await mkdtemp(join(tmpdir(), 'bulla-keys-'))
t.teardown(() => rm(root, { recursive: true }))
const folder = await initiated(root, 'XA')
const at = (name: string) => join(folder, 'keys', name)
const text = async (name: string) => (await readFile(at(name), 'utf8')).trim()

t.test('keys are read with the retired ones behind, newest first', async (t) => {
  const others = await Promise.all(['XB', 'XC', 'XD'].map((member) => initiated(root, member)))
  for (const [index, number] of [1, 2, 10].entries())
    for (const kind of ['key', 'cert'])
      await copyFile(join(others[index] ?? '', `keys/signing.${kind}.pem`), at(`signing-${number}.${kind}.pem`))
  await copyFile(join(others[0] ?? '', 'keys/encryption.key.pem'), at('encryption-1.key.pem'))
  await chmod(at('encryption-1.key.pem'), 0o400)
  const keys = await readKeys(folder)
  t.equal(keys.tls.certPem, await text('tls.cert.pem'))
  t.equal(keys.signing[0]?.keyPem, await text('signing.key.pem'))
  t.same(
    keys.signing.slice(1).map(({ certPem }) => certPem),
    await Promise.all([10, 2, 1].map((number) => text(`signing-${number}.cert.pem`))),
  )
  t.same(keys.encryption, [await text('encryption.key.pem'), await text('encryption-1.key.pem')])
  t.equal(keys.installation.length, 32)
  for (const number of [1, 2, 10]) for (const kind of ['key', 'cert']) await rm(at(`signing-${number}.${kind}.pem`))
})

t.test('keys that others can read are refused, with the command that mends it', async (t) => {
  await chmod(at('tls.key.pem'), 0o644)
  await chmod(at('installation.key'), 0o640)
  await chmod(join(folder, 'keys'), 0o755)
  const message = await readKeys(folder).then(
    () => 'no fault',
    (error: Error) => error.message,
  )
  for (const expected of [
    `mode 0644 lets others in, expected 0600; run: chmod 600 ${at('tls.key.pem')}`,
    `mode 0640 lets others in, expected 0600; run: chmod 600 ${at('installation.key')}`,
    `mode 0755 lets others in, expected 0700; run: chmod 700 ${join(folder, 'keys')}`,
  ])
    t.ok(message.includes(expected), expected)
  await chmod(at('tls.key.pem'), 0o600)
  await chmod(at('installation.key'), 0o600)
  await chmod(join(folder, 'keys'), 0o700)
})

t.test('what is missing or malformed is named, all of it', async (t) => {
  await rename(at('signing.cert.pem'), at('away'))
  await rename(at('log.key.pem'), at('away-too'))
  await t.rejects(readKeys(folder), {
    message: /signing\.cert\.pem: there is no such certificate.*log\.key\.pem: there is no such key/,
  })
  await rename(at('away'), at('signing.cert.pem'))
  await rename(at('away-too'), at('log.key.pem'))
  await writeFile(at('installation.key'), 'c2hvcnQ')
  await t.rejects(readKeys(folder), { message: /expected base64url of 32 octets, found 5 octets/ })
  await t.rejects(readKeys(root), { message: /there is no such folder; "bulla init" makes the keys/ })
})
