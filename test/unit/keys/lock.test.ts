// The key of the installation under a passphrase: what the disk holds opens for nobody who has not the other file.
import { chmod, link, lstat, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { isLocked, lockWith, unlockWith } from '../../../crypto/jose/locked.ts'
import { bulla, initiated } from '../../support/command-line.ts'
import { scratch } from '../../support/installation.ts'

const passphrase = 'a long and quiet passphrase'
const run = (folder: string, words: readonly string[]) => bulla(folder, [...words, '--folder', folder, '--json'])

t.test('what is locked opens with its passphrase and nothing else', async (t) => {
  const secret = new Uint8Array(32).fill(7)
  const locked = await lockWith(passphrase, secret)
  t.ok(isLocked(locked))
  t.same(await unlockWith(passphrase, locked), secret)
  t.not(await lockWith(passphrase, secret), locked, 'each time with a salt of its own')
  const undecryptable = { name: 'CryptoError', code: 'undecryptable' }
  await t.rejects(unlockWith(`${passphrase} `, locked), undecryptable)
  const [head = '', ...rest] = locked.split('.')
  const changed = (change: object) =>
    [
      Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(head, 'base64url').toString()), ...change })).toString(
        'base64url',
      ),
      ...rest,
    ].join('.')
  for (const change of [
    { p2c: 1_000 },
    { p2c: 100_000_000 },
    { alg: 'dir' },
    { alg: 'PBES2-HS256+A128KW' },
    { enc: 'A128GCM' },
  ])
    await t.rejects(unlockWith(passphrase, changed(change)), undecryptable, JSON.stringify(change))
  t.notOk(isLocked(Buffer.from(secret).toString('base64url')))
})

t.test('bulla keys lock and unlock', async (t) => {
  const root = await scratch(t)
  const folder = await initiated(root, 'XA')
  const at = (name: string) => join(folder, 'keys', name)
  const elsewhere = join(root, 'memory')
  await mkdir(elsewhere)
  const file = join(elsewhere, 'passphrase')
  await writeFile(file, 'short\n', { mode: 0o600 })
  t.match(await run(folder, ['keys', 'lock', '--passphrase-file', file]), {
    exit: 1,
    err: /found 5 characters, expected at least 12/,
  })
  await writeFile(file, `${passphrase}\n`, { mode: 0o600 })
  await chmod(file, 0o644)
  t.match(await run(folder, ['keys', 'lock', '--passphrase-file', file]), { exit: 1, err: /others can read it/ })
  await chmod(file, 0o600)
  await writeFile(at('beside'), passphrase, { mode: 0o600 })
  await symlink(at('beside'), join(root, 'seems-elsewhere'))
  for (const beside of [at('beside'), join(root, 'seems-elsewhere')])
    t.match(
      await run(folder, ['keys', 'lock', '--passphrase-file', beside]),
      { exit: 1, err: /lies in keys\// },
      beside,
    )
  await rm(at('beside'))
  const { installation } = await readKeys(folder)
  const plain = (await readFile(at('installation.key'), 'utf8')).trim()
  // Whoever opened the file before sees that it was overwritten.
  await link(at('installation.key'), join(root, 'thief'))

  t.match(await run(folder, ['keys', 'lock', '--passphrase-file', file]), { exit: 0, json: { locked: true } })
  t.same((await readKeys(folder)).installation, installation)
  t.equal((await stat(at('installation.key'))).mode & 0o777, 0o600)
  t.equal(await readlink(at('installation.passphrase')), file)
  t.match(await readFile(join(root, 'thief'), 'utf8'), /^\0+$/)
  for (const name of await readdir(join(folder, 'keys')))
    if (!(await lstat(at(name))).isSymbolicLink())
      t.notOk((await readFile(at(name), 'utf8')).includes(plain), `${name} does not hold the key`)
  t.match(await run(folder, ['keys', 'lock', '--passphrase-file', file]), { exit: 1, err: /is locked already/ })

  await t.test(
    'a start without the passphrase, with another or with one that others read names the file',
    async (t) => {
      await writeFile(file, 'another long passphrase\n', { mode: 0o600 })
      await t.rejects(readKeys(folder), { message: /installation\.key: it does not open with this passphrase/ })
      t.match(await run(folder, ['keys', 'unlock']), { exit: 1, err: /does not open with this passphrase/ })
      await writeFile(file, passphrase)
      await chmod(file, 0o644)
      await t.rejects(readKeys(folder), { message: /installation\.passphrase: mode 0644 lets others in/ })
      await chmod(file, 0o600)
      await rm(file)
      await writeFile(at('installation.root'), 'AAAA', { mode: 0o600 })
      const found = await readKeys(folder).catch((error: Error) => error.message)
      t.notMatch(found, /installation\.root/, 'nothing is said of what a key wraps that cannot be read')
      await rm(at('installation.root'))
      await t.rejects(readKeys(folder), {
        message: /installation\.passphrase: there is no such file, and installation\.key is locked/,
      })
      await writeFile(file, `${passphrase}\n`, { mode: 0o400 })
    },
  )

  await t.test('a backup with keys holds the locked key, and no passphrase', async (t) => {
    const out = join(root, 'backup')
    const kept = { file: join(folder, 'data/bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 }
    await mkdir(join(folder, 'data'), { recursive: true, mode: 0o700 })
    await (await openSqliteStore(kept)).close()
    t.match(await run(folder, ['backup', out, '--keys']), { exit: 0 })
    t.ok(isLocked((await readFile(join(out, 'keys/keys/installation.key'), 'utf8')).trim()))
    const names = await readdir(join(out, 'keys/keys'))
    t.notOk(names.includes('installation.passphrase'), names.join(' '))
  })

  t.match(await run(folder, ['keys', 'unlock']), { exit: 0, json: { locked: false } })
  t.equal((await readFile(at('installation.key'), 'utf8')).trim(), plain)
  t.notOk((await readdir(join(folder, 'keys'))).includes('installation.passphrase'))
  t.equal((await readFile(file, 'utf8')).trim(), passphrase, 'the passphrase itself stays where it is')
  t.match(await run(folder, ['keys', 'unlock']), { exit: 1, err: /is not locked/ })
})
