import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openDirectory } from '../../../config/directory.ts'
import { readCard } from '../../../crypto/card/card.ts'
import { newestIn } from '../../../crypto/card/chain.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { type Authority, issue, makeCa, makeRequest } from '../../../crypto/x509/authority.ts'
import { loadTrust } from '../../../gateway/flows/trust/trust.ts'
import { bulla, initiated } from '../../support/command-line.ts'

const root = await mkdtemp(join(tmpdir(), 'bulla-card-'))
t.teardown(() => rm(root, { recursive: true }))
const nowMs = Date.now()
const validity = { notBeforeMs: nowMs - 60_000, notAfterMs: nowMs + 90 * 86_400_000 }
const ca: Authority = await makeCa({ name: 'Government CA', ...validity })

/** The certificate a CA makes out of a request of the installation; its file. */
async function certified(folder: string, use: 'tls' | 'signing', as: 'tls' | 'signing' = use): Promise<string> {
  const requestPem = await readFile(join(folder, `requests/${use}.csr.pem`), 'utf8')
  const file = join(folder, `${use}-as-${as}.pem`)
  await writeFile(file, await issue({ ca, requestPem, use: as, ...validity }))
  return file
}
const cardOf = async (folder: string) =>
  (await readCard(newestIn((await openDirectory(folder).ownCard()) ?? ''), { trusting: 'first-contact', nowMs })).card
const startable = async (folder: string) =>
  (await loadTrust(await openDirectory(folder).read(), await readKeys(folder))).trust.us

t.test('certificates of a real CA are installed one by one, and the last one makes the card', async (t) => {
  const folder = await initiated(root, 'XA', '--no-trial-ca')
  const anchor = join(folder, 'ca.pem')
  await writeFile(anchor, ca.certPem)
  const first = await bulla(folder, ['keys', 'import', await certified(folder, 'tls'), '--anchor', anchor, '--json'])
  t.equal(first.exit, 0)
  t.match(first.json, { installed: [{ use: 'tls', known: 'by its CA' }], missing: ['signing'] })
  const second = await bulla(folder, ['keys', 'import', await certified(folder, 'signing')])
  t.equal(second.exit, 0, second.err)
  t.match(second.out, /card\.jws is sequence 1 now/)
  t.match(await cardOf(folder), { tls: { anchors: [/./], pins: [] } })
  t.equal(await startable(folder), 'XA')
  t.equal((await bulla(folder, ['check', '--offline'])).exit, 0)
})

t.test('without an anchor the card pins the certificate, and partners can follow to the newer card', async (t) => {
  const folder = join(root, 'xa')
  const older = await cardOf(folder)
  const { exit, out } = await bulla(folder, ['keys', 'import', await certified(folder, 'tls')])
  t.equal(exit, 0)
  t.match(out, /known to partners by its pin/)
  const jws = newestIn((await openDirectory(folder).ownCard()) ?? '')
  const { card } = await readCard(jws, { trusting: older, nowMs })
  t.match(card, { sequence: 2, tls: { anchors: [], pins: [/^[0-9a-f]{64}$/] } })
  t.notOk((await readdir(join(folder, 'keys'))).includes('tls.anchor.pem'))
  t.equal((await bulla(folder, ['check', '--offline'])).exit, 0)
})

t.test('a CA at the end of the file is the anchor', async (t) => {
  const folder = join(root, 'xa')
  const file = await certified(folder, 'tls')
  await writeFile(file, `${ca.certPem}\n${await readFile(file, 'utf8')}`)
  t.match((await bulla(folder, ['keys', 'import', file])).out, /known to partners by its CA/)
  t.match(await cardOf(folder), { sequence: 3, tls: { anchors: [/./], pins: [] } })
})

t.test('a certificate that partners would refuse is not installed', async (t) => {
  const folder = join(root, 'xa')
  const before = await readFile(join(folder, 'keys/signing.cert.pem'), 'utf8')
  const other = await initiated(root, 'XB')
  const empty = join(root, 'empty.pem')
  await writeFile(empty, 'nothing')
  const plainRequest = await makeRequest({
    keyPem: await readFile(join(folder, 'keys/tls.key.pem'), 'utf8'),
    name: 'x',
    use: 'national',
  })
  const nameless = join(root, 'nameless.pem')
  await writeFile(nameless, await issue({ ca, requestPem: plainRequest, use: 'national', ...validity }))
  const lapsed = join(root, 'lapsed.pem')
  const requestPem = await readFile(join(folder, 'requests/tls.csr.pem'), 'utf8')
  await writeFile(
    lapsed,
    await issue({ ca, requestPem, use: 'tls', notBeforeMs: nowMs - 9000, notAfterMs: nowMs - 1000 }),
  )
  for (const [words, message] of [
    [
      ['--use', 'signing', await certified(other, 'signing')],
      /none of its 1 certificates is over our signing key.*\nhint: have requests\/signing/,
    ],
    [['--use', 'signing', await certified(folder, 'tls')], /none of its 1 certificates is over our signing key/],
    [[await certified(other, 'signing')], /none of its 1 certificates is over a key of ours \(CN=XB signing\)/],
    [[nameless], /partners would not take it for TLS: .*expected exactly spiffe:\/\/xa\.bulla\/gateway/],
    [[lapsed], /partners would not take it for TLS: .*not valid after/],
    [[await certified(folder, 'tls'), empty], /no certificate in it/],
    [['missing.pem'], /there is no such file/],
  ] as const) {
    const { exit, err } = await bulla(folder, ['keys', 'import', ...words])
    t.equal(exit, 1, words.join(' '))
    t.match(err, message)
  }
  t.equal((await bulla(folder, ['keys', 'import'])).exit, 2)
  t.ok((await readdir(join(folder, 'keys'))).includes('tls.anchor.pem'), 'nor is one beside it that would do')
  t.equal(await readFile(join(folder, 'keys/signing.cert.pem'), 'utf8'), before)
  t.match(await cardOf(folder), { sequence: 3 })
})

t.test('card refresh says what card.json says, and says what is wrong with it', async (t) => {
  const folder = join(root, 'xb')
  const older = await cardOf(folder)
  const file = join(folder, 'card.json')
  const about = JSON.parse(await readFile(file, 'utf8'))
  about.contact.phone = '+00 1 234 56 78'
  await writeFile(file, JSON.stringify(about))
  const noted = await bulla(folder, ['check', '--offline', '--json'])
  t.equal(noted.exit, 0)
  t.match(noted.json, {
    findings: [
      { level: 'note', found: 'it differs from card.json (contact)' },
      { about: join(folder, 'next') },
      { about: 'trial CA' },
    ],
  })
  const { exit, json } = await bulla(folder, ['card', 'refresh', '--json'])
  t.equal(exit, 0)
  t.match(json, { member: 'XB', sequence: 2 })
  const { card } = await readCard(String(json['jws']), { trusting: older, nowMs: Date.now() })
  t.equal(card.contact.phone, '+00 1 234 56 78')
  t.same(json['words'], (await bulla(folder, ['card', '--json'])).json['words'])

  for (const [change, message] of [
    [{ ...about, motto: 'x' }, /card\.json: \/motto is not known here/],
    [
      { ...about, contact: { ...about.contact, email: 'nobody' } },
      /no card can be made out of .*card\.json.*\/contact\/email/,
    ],
    [{ ...about, endpoint: 'http://x' }, /\/endpoint/],
  ] as const) {
    await writeFile(file, JSON.stringify(change))
    const refused = await bulla(folder, ['card', 'refresh'])
    t.equal(refused.exit, 1)
    t.match(refused.err, message)
  }
  await writeFile(file, JSON.stringify(about))
  t.match(await cardOf(folder), { sequence: 2 })
})

t.test('card renew makes new certificates for the same keys', async (t) => {
  const folder = join(root, 'xb')
  const before = await readKeys(folder)
  const older = await cardOf(folder)
  const { exit, json } = await bulla(folder, ['card', 'renew', '--json'])
  t.equal(exit, 0)
  t.match(json, { certified: ['tls', 'signing', 'national'], sequence: 3 })
  const after = await readKeys(folder)
  t.equal(after.tls.keyPem, before.tls.keyPem)
  t.not(after.tls.certPem, before.tls.certPem)
  t.equal((await readCard(String(json['jws']), { trusting: older, nowMs: Date.now() })).card.sequence, 3)
  t.equal((await bulla(folder, ['check', '--offline'])).exit, 0)

  const real = join(root, 'xa')
  t.match(
    (await bulla(real, ['card', 'renew', '--json'])).json,
    { certified: ['national'] },
    'where a real CA signs, new requests',
  )
  t.equal((await bulla(real, ['check', '--offline'])).exit, 0)
})

const openssl = spawnSync('openssl', ['version']).status === 0
t.test(
  'a key out of a PKCS #12 file takes over, and partners can follow to the card that names it',
  { skip: openssl ? false : 'openssl is not installed' },
  async (t) => {
    const folder = join(root, 'xb')
    const older = await cardOf(folder)
    const keyPem = await makeKey('P-256')
    const requestPem = await makeRequest({ keyPem, name: 'XB signing 2', use: 'signing' })
    const [key, cert, p12] = [join(root, 'k.pem'), join(root, 'c.pem'), join(root, 's.p12')]
    await writeFile(key, keyPem)
    await writeFile(cert, await issue({ ca, requestPem, use: 'signing', ...validity }))
    await writeFile(join(root, 'pass.txt'), 'a good passphrase\n')
    const made = spawnSync('openssl', [
      'pkcs12',
      '-export',
      '-inkey',
      key,
      '-in',
      cert,
      '-out',
      p12,
      '-passout',
      'pass:a good passphrase',
    ])
    t.equal(made.status, 0)

    t.match((await bulla(folder, ['keys', 'import', p12])).err, /say --passphrase-file/)
    t.match((await bulla(folder, ['keys', 'import', p12], { answer: 'wrong' })).err, /has another passphrase/)
    t.match(
      (await bulla(folder, ['keys', 'import', p12, '--use', 'tls'], { answer: 'a good passphrase' })).err,
      /partners would not take it for TLS/,
    )
    const { exit, json, err } = await bulla(root, [
      'keys',
      'import',
      's.p12',
      '--passphrase-file',
      'pass.txt',
      '--folder',
      folder,
      '--json',
    ])
    t.equal(exit, 0, err)
    const trusted = await readCard(String(json['jws']), { trusting: older, nowMs: Date.now() })
    t.equal(trusted.signedBy, trusted.card.signing[0]?.kid, 'signed by a key of its own')
    t.equal(trusted.card.signing.length, 2)
    t.not(trusted.card.signing[0]?.kid, older.signing[0]?.kid)
    const names = await readdir(join(folder, 'keys'))
    t.ok(names.includes('signing-1.key.pem') && names.includes('signing-1.cert.pem'), 'the key before is kept')
    const again = await bulla(folder, ['keys', 'import', p12], { answer: 'a good passphrase' })
    t.equal(again.exit, 0, again.err)
    t.same(await readdir(join(folder, 'keys')), names, 'the same file once more replaces no key')
    t.equal(await startable(folder), 'XB')
    t.equal((await bulla(folder, ['check', '--offline'])).exit, 0)
  },
)
