// `bulla keys request` and `bulla keys import`: a new key, and whatever a CA sends for it.
import { spawnSync } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openDirectory } from '../../../config/directory.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { believedAgain, newestIn } from '../../../crypto/card/chain.ts'
import { type Authority, issue, makeCa } from '../../../crypto/x509/authority.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { loadTrust } from '../../../gateway/flows/trust/trust.ts'
import { makeCertificate, name, signer } from '../../support/certificate-maker.ts'
import { bulla, initiated } from '../../support/command-line.ts'
import { scratch } from '../../support/installation.ts'

const root = await scratch(t)
const nowMs = Date.now()
const validity = { notBeforeMs: nowMs - 60_000, notAfterMs: nowMs + 90 * 86_400_000 }
const ca: Authority = await makeCa({ name: 'Government CA', ...validity })
const folder = await initiated(root, 'XA', '--no-trial-ca')
const at = (...names: string[]) => join(folder, ...names)
const text = (...names: string[]) => readFile(at(...names), 'utf8')

/** What the CA makes of a request, PEM. */
const answer = async (request: string, use: 'tls' | 'signing' | 'national') =>
  issue({ ca, requestPem: await text('requests', request), use, ...validity })
const imported = async (files: Record<string, string | Uint8Array>, ...words: string[]) => {
  for (const [name, content] of Object.entries(files)) await writeFile(at(name), content)
  return bulla(folder, ['keys', 'import', ...Object.keys(files).map((name) => at(name)), ...words, '--json'])
}
const card = async (): Promise<Card> =>
  (await believedAgain(newestIn((await openDirectory(folder).ownCard()) ?? ''))).card
const starts = async () => (await loadTrust(await openDirectory(folder).read(), await readKeys(folder))).trust.us
const derOf = (pem: string) => readCertificate(pem).der
/** Public keys as OpenSSL shows them. */
const shown = (input: string, ...words: string[]) => spawnSync('openssl', words, { input }).stdout.toString()
const requested = async (name: string) => shown(await text('requests', name), 'req', '-noout', '-pubkey')
const publicOf = async (use: string) => shown(await text('keys', `${use}.key.pem`), 'pkey', '-pubout')
const names = async () => (await readdir(at('keys'))).toSorted()

t.test('one file for several keys: each finds its own', async (t) => {
  const all = [await answer('signing.csr.pem', 'signing'), ca.certPem, await answer('tls.csr.pem', 'tls')].join(
    'some words\r\n',
  )
  const { exit, err, json } = await imported({ 'all.pem': `\ufeff${all.replaceAll('\n', '\r\n')}` })
  t.equal(exit, 0, err)
  t.match(json, { installed: [{ use: 'tls', known: 'by its CA' }, { use: 'signing' }], sequence: 1 })
  t.equal(await starts(), 'XA')
})

t.test('a request is for a new key, the same when it is asked for again, and says what it is for [N8]', async (t) => {
  const before = await text('keys', 'tls.key.pem')
  const { exit, err, json, out } = await bulla(folder, ['keys', 'request', 'tls', '--json'])
  t.equal(exit, 0, err)
  t.notMatch(out, /PRIVATE/)
  t.equal(json['request'], at('requests/tls.new.csr.pem'))
  const first = await text('requests', 'tls.new.csr.pem')
  await bulla(folder, ['keys', 'request', 'tls'])
  const subject = (pem: string) =>
    spawnSync('openssl', ['req', '-noout', '-pubkey', '-text'], { input: pem }).stdout.toString()
  const [one, other] = [subject(first), subject(await text('requests', 'tls.new.csr.pem'))]
  t.equal(one.slice(0, 200), other.slice(0, 200), 'the same key')
  for (const said of [
    /URI:spiffe:\/\/xa\.bulla\/gateway/,
    /Digital Signature/,
    /TLS Web Server Authentication, TLS Web Client Authentication/,
  ])
    t.match(one, said)
  t.equal(await text('keys', 'tls.key.pem'), before, 'the key in use stays')
  t.equal(await starts(), 'XA')
  t.match((await bulla(folder, ['keys', 'request', 'tls', '--kind', 'P-384'])).err, /waits for its certificate already/)
  t.equal((await bulla(folder, ['check', '--offline'])).exit, 0, 'a key that waits is no fault')
})

let staleRequest = ''
t.test('what comes back goes to the new key; the one before is kept, and nothing waits any more', async (t) => {
  const before = await text('keys', 'tls.key.pem')
  staleRequest = await text('requests', 'tls.csr.pem')
  const { exit, err, json } = await imported({
    'tls.der': derOf(await answer('tls.new.csr.pem', 'tls')),
    'ca.pem': ca.certPem,
  })
  t.equal(exit, 0, err)
  t.match(json, { installed: [{ use: 'tls', known: 'by its CA' }] })
  t.not(await text('keys', 'tls.key.pem'), before)
  t.equal(await text('keys', 'tls-1.key.pem'), before)
  t.notOk((await names()).some((name) => name.includes('requested')))
  t.notOk((await readdir(at('requests'))).includes('tls.new.csr.pem'))
  t.equal(await requested('tls.csr.pem'), await publicOf('tls'), 'whoever has requests/ signed now gets the key in use')
  t.equal(await starts(), 'XA')
})

t.test('a certificate that is over none of our keys is left out, and that is said, in one line [N8]', async (t) => {
  const stale = await issue({ ca, requestPem: staleRequest, use: 'tls', ...validity })
  const long = makeCertificate({
    subject: name({ C: 'XZ', O: 'Government of XZ', CN: 'gateway' }),
    extensions: signer(),
  }).pem
  const files = {
    'signing.pem': await answer('signing.csr.pem', 'signing'),
    'stale.pem': `${stale}\n${long}`,
    'ca.pem': ca.certPem,
  }
  const { exit, err, json } = await imported(files)
  t.equal(exit, 0, err)
  t.match(json, { installed: [{ use: 'signing' }], leftOut: ['CN=XA gateway', 'C=XZ, O=Government of XZ, CN=gateway'] })
  const shown = await bulla(folder, ['keys', 'import', at('signing.pem'), at('stale.pem'), at('ca.pem')])
  for (const subject of ['CN=XA gateway', 'C=XZ, O=Government of XZ, CN=gateway'])
    t.match(shown.out, new RegExp(`^left out: ${subject}; it is over none of our keys`, 'm'))
})

t.test('a new signing key: our card names both, the new one first', async (t) => {
  const [old] = (await card()).signing
  t.equal((await bulla(folder, ['keys', 'request', 'signing'])).exit, 0)
  t.match((await bulla(folder, ['keys', 'request', 'signing', '--kind', 'RSA-3072'])).err, /leave --kind out/)
  const leaf = await answer('signing.new.csr.pem', 'signing')
  await writeFile(at('chain.pem'), `${leaf}\n${ca.certPem}`)
  const chain = spawnSync('openssl', ['crl2pkcs7', '-nocrl', '-certfile', at('chain.pem'), '-outform', 'DER'])
  t.equal(chain.status, 0)
  const { exit, err } = await imported({ 'signing.p7b': chain.stdout })
  t.equal(exit, 0, err)
  const { signing } = await card()
  t.equal(signing.length, 2)
  t.equal(signing[1]?.kid, old?.kid)
  t.equal(await starts(), 'XA')
  t.equal(
    (await bulla(folder, ['keys', 'revoke', 'signing', '--kid', old?.kid ?? ''])).exit,
    0,
    'and the old one can be revoked',
  )
  t.match(await card(), { signing: [{ kid: signing[0]?.kid }], revoked: [{ kid: old?.kid }] })
})

t.test('keys of other kinds, and the national door', async (t) => {
  for (const kind of ['RSA-3072', 'P-384']) {
    t.equal((await bulla(folder, ['keys', 'request', 'national', '--kind', kind])).exit, 0)
    const { exit, err, json } = await imported({ 'national.pem': await answer('national.new.csr.pem', 'national') })
    t.equal(exit, 0, err)
    t.match(json, { installed: [{ use: 'national' }] })
  }
  t.equal(await starts(), 'XA')
  t.equal((await bulla(folder, ['check', '--offline'])).exit, 0)
})

t.test('a PKCS #12 file with a key for each use: both are taken, by what they are meant for', async (t) => {
  const other = await initiated(join(root, 'other'), 'XA', '--no-trial-ca')
  const files = await Promise.all(
    (['tls', 'signing'] as const).map(async (use) => {
      const requestPem = await readFile(join(other, `requests/${use}.csr.pem`), 'utf8')
      return `${await readFile(join(other, `keys/${use}.key.pem`), 'utf8')}${await issue({ ca, requestPem, use, ...validity })}`
    }),
  )
  const { exit, err, json } = await imported({ 'both.pem': files.join('') }, '--anchor', at('ca.pem'))
  t.equal(exit, 0, err)
  t.match(json, { installed: [{ use: 'tls' }, { use: 'signing' }] })
  t.equal(await text('keys', 'tls.key.pem'), await readFile(join(other, 'keys/tls.key.pem'), 'utf8'))
  t.equal(await starts(), 'XA')
})

t.test('a key and its certificate in two files are one pool, whichever comes first', async (t) => {
  const requestPem = await readFile(join(root, 'other', 'xa', 'requests/tls.csr.pem'), 'utf8')
  const keyPem = await readFile(join(root, 'other', 'xa', 'keys/tls.key.pem'), 'utf8')
  const certificate = await issue({ ca, requestPem, use: 'tls', ...validity })
  const der = createPrivateKey(keyPem).export({ type: 'pkcs8', format: 'der' })
  for (const files of [
    { 'gateway.key': keyPem, 'gateway.crt': certificate },
    { 'gateway.crt': derOf(certificate), 'gateway.der': der },
  ]) {
    const { exit, err, json } = await imported(files, '--anchor', at('ca.pem'))
    t.equal(exit, 0, err)
    t.match(json, { installed: [{ use: 'tls' }] })
  }
  const alone = await imported({ 'gateway.key': keyPem })
  t.match(alone.err, /found a private key alone; expected the certificate over it too\nhint: give both/)
})

t.test(
  'a root as "openssl req -x509" makes it without key usage is taken, and one that did not sign is called that',
  async (t) => {
    const made = await initiated(join(root, 'openssl'), 'XA', '--no-trial-ca')
    const inside = (name: string) => join(made, name)
    const authority = async (name: string): Promise<Authority> => {
      const config =
        '[req]\ndistinguished_name = dn\nx509_extensions = ca\n[dn]\n[ca]\nbasicConstraints = critical,CA:TRUE\n'
      await writeFile(inside('openssl.cnf'), config)
      const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -config ${inside('openssl.cnf')}`
      const files = ['-keyout', inside(`${name}.key`), '-out', inside(`${name}.pem`), '-subj', `/CN=${name}`]
      const { status, stderr } = spawnSync('openssl', [...words.split(' '), ...files])
      t.equal(status, 0, stderr.toString())
      const [certPem, keyPem] = [
        await readFile(inside(`${name}.pem`), 'utf8'),
        await readFile(inside(`${name}.key`), 'utf8'),
      ]
      return { certPem, keyPem }
    }
    const [ministry] = [await authority('ministry'), await authority('stranger')]
    const requestPem = await readFile(inside('requests/tls.csr.pem'), 'utf8')
    await writeFile(inside('tls.pem'), await issue({ ca: ministry, requestPem, use: 'tls', ...validity }))
    const given = (anchor: string) =>
      bulla(made, ['keys', 'import', inside('tls.pem'), '--anchor', inside(anchor), '--json'])
    const stranger = await given('stranger.pem')
    t.equal(stranger.exit, 1)
    t.match(stranger.err, /its path ends at CN=ministry, the anchors given are CN=stranger/)
    t.match(stranger.err, /hint: give the certificate of the CA that signed it/)
    const { exit, err, json } = await given('ministry.pem')
    t.equal(exit, 0, err)
    t.match(json, { installed: [{ use: 'tls', known: 'by its CA' }] })
  },
)

t.test('what is nothing for us says so', async (t) => {
  for (const [files, expected] of [
    [{ 'ca-alone.pem': ca.certPem }, /none of its 1 certificates is over a key of ours \(CN=Government CA\)/],
    [
      { 'request.pem': await text('requests', 'tls.csr.pem') },
      /found a certificate request.*\nhint: that is what the CA is given/,
    ],
    [{ 'empty.pem': '' }, /no certificate in it/],
  ] as const) {
    const { exit, err } = await imported(files)
    t.equal(exit, 1)
    t.match(err, expected)
  }
  t.equal((await bulla(folder, ['keys', 'request', 'log'])).exit, 2)
  t.equal((await bulla(folder, ['card', 'install'])).exit, 2, 'the old name is gone')
})
