// Lists of revoked certificates, made by openssl: what is taken, what is refused by its name, and what one is asked.
import { execFileSync } from 'node:child_process'
import { randomBytes, sign } from 'node:crypto'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { CryptoError } from '../../../crypto/fault.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { issue, makeCa, makeRequest } from '../../../crypto/x509/authority.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { written } from '../../../crypto/x509/der/der.ts'
import {
  bearsNameOf,
  crlBounds,
  crlDerOf,
  type ReadCrl,
  readCrl,
  speaksOf,
  standsBehind,
  verifyCrl,
} from '../../../crypto/x509/revoked/crl.ts'
import { indexCrl, revokedIn } from '../../../crypto/x509/revoked/crl-entries.ts'
import { authorityOf, judgedOf } from '../../../crypto/x509/revoked/judged.ts'
import { scratch } from '../../support/installation.ts'
import { crlPem, revokingCa } from '../../support/openssl-ca.ts'
import { seededRandom } from '../../support/random.ts'

const dayMs = 86_400_000
const now = Date.now()
const dates = { notBeforeMs: now - dayMs, notAfterMs: now + 365 * dayMs }
const ca = await makeCa({ name: 'XB root', ...dates })
const other = await makeCa({ name: 'XB root', ...dates })
const stranger = await makeCa({ name: 'XC root', ...dates })
const openssl = await revokingCa(t, ca)
const authority = authorityOf(readCertificate(ca.certPem).der)
const leafPem = await issue({
  ...{ ca, use: 'signing' as const, ...dates },
  requestPem: await makeRequest({ keyPem: await makeKey('P-256'), name: 'XB signing', use: 'signing' }),
})
const leaf = judgedOf(readCertificate(leafPem).der)
const ready = async (der: Uint8Array, by = authority) => indexCrl(await verifyCrl(readCrl(der), by), turn)

t.test('a list of openssl is read, verified and asked', async (t) => {
  const atMs = now - 7_200_000
  const der = await openssl.crl({
    number: 4097,
    revoked: [
      { serial: leaf.serial, atMs, reason: 'keyCompromise' },
      { serial: '05', atMs, reason: 'certificateHold' },
      { serial: '80ff', atMs },
    ],
  })
  const crl = await ready(der)
  t.match(crl, { number: 4097n, authority: authority.id, scope: { kind: 'all' }, scopeId: 'all' })
  t.same(revokedIn(crl, leaf.serial), { atMs: Math.floor(atMs / 1000) * 1000, reason: 'keyCompromise' })
  t.match(revokedIn(crl, '5'), { reason: 'certificateHold' })
  t.match(revokedIn(crl, '80ff'), { reason: 'unspecified' })
  t.equal(revokedIn(crl, '6'), undefined)
  t.equal(crl.entries.size, 3)
  t.same(
    readCrl(crlDerOf(Buffer.from(`\uFEFFX509 CRL of XB\r\n${crlPem(der).replaceAll('\n', '\r\n')}`))).sha256,
    crl.sha256,
  )
})

t.test('a list is that of the one authority whose name and key it bears [V1]', async (t) => {
  const read = readCrl(await openssl.crl({ number: 1 }))
  for (const [who, message] of [
    [other, /not signed by the key of/],
    [stranger, /not in the name of/],
  ] as const) {
    const wrong = authorityOf(readCertificate(who.certPem).der)
    t.equal(bearsNameOf(read, wrong), who === other)
    await t.rejects(verifyCrl(read, wrong), { code: 'crl', message })
  }
  await t.rejects(verifyCrl(read, authorityOf(readCertificate(leafPem).der)), { code: 'crl' }, 'a leaf signs no list')
})

t.test('[V7] MUST refuse by its name what is not followed', async (t) => {
  const idp = (lines: string) => ({ extensions: `issuingDistributionPoint = critical,@idp\n[idp]\n${lines}` })
  for (const [wishes, message] of [
    [{ v2: false }, /version 1/],
    [{ extensions: '2.5.29.27 = critical,DER:020101' }, /a delta/],
    [{ extensions: '1.2.3.4.5 = critical,DER:0500' }, /critical extension 1\.2\.3\.4\.5/],
    [idp('indirectCRL = TRUE'), /indirect/],
    [idp('onlyAA = TRUE'), /attribute certificates/],
    [idp('onlysomereasons = keyCompromise'), /some reasons only/],
    [idp('relativename = rel\n[rel]\nCN = x'), /relative to its authority/],
    [{ revoked: [{ serial: '01', reason: 'removeFromCRL' }] }, /removeFromCRL/],
  ] as const)
    await t.rejects(
      openssl.crl(wishes as never).then(ready),
      { name: 'CryptoError', code: 'crl', message },
      String(message),
    )
})

t.test('a list speaks of what its scope says, and of nothing else [V7]', async (t) => {
  const scoped = async (lines: string) =>
    readCrl(await openssl.crl({ extensions: `issuingDistributionPoint = critical,@idp\n[idp]\n${lines}` }))
  const [users, authorities] = [await scoped('onlyuser = TRUE'), await scoped('onlyCA = TRUE')]
  const root = judgedOf(readCertificate(ca.certPem).der)
  t.same(
    [users, authorities].map((crl) => [speaksOf(crl, leaf), speaksOf(crl, root)]),
    [
      [true, false],
      [false, true],
    ],
  )
  const point = await scoped('fullname = URI:http://crl.example/1.crl')
  t.equal(speaksOf(point, leaf), false, 'a certificate that names no such point')
  const named = written(0x86, Buffer.from('http://crl.example/1.crl')).toHex()
  t.equal(speaksOf(point, { ...leaf, points: [named] }), true)
  t.equal(new Set([users, authorities, point].map(({ scopeId }) => scopeId)).size, 3, 'each stands beside the others')
})

t.test('an older list never takes the place of a newer one [V2]', async (t) => {
  const of = async (number: number, fromMs: number) => readCrl(await openssl.crl({ number, fromMs }))
  const [one, two, again, dated] = [
    await of(1, now - 3000),
    await of(2, now - 2000),
    await of(2, now - 1000),
    await of(3, now - 9000),
  ]
  t.equal(standsBehind(two, one), undefined)
  t.equal(standsBehind(two, two), undefined)
  t.match(standsBehind(one, two), /number 1, the one held has 2/)
  t.match(standsBehind(again, two), /another list of number 2/)
  t.match(standsBehind(dated, two), /made before number 2/)
})

t.test('signatures of what real CAs have: RSA, RSASSA-PSS, P-384, Ed25519; SHA-1 is refused', async (t) => {
  const folder = await scratch(t)
  for (const [kind, make, wishes] of [
    ['rsa', ['-newkey', 'rsa:3072'], {}],
    ['pss', ['-newkey', 'rsa:2048'], { sigopts: ['rsa_padding_mode:pss', 'rsa_pss_saltlen:digest'] }],
    ['p384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'], { digest: 'sha384' }],
    ['ed25519', ['-newkey', 'ed25519'], { digest: 'default' }],
    ['sha1', ['-newkey', 'rsa:2048'], { digest: 'sha1' }],
  ] as const) {
    const [cert, key] = [join(folder, `${kind}.pem`), join(folder, `${kind}.key`)]
    execFileSync(
      'openssl',
      ['req', '-x509', '-nodes', ...make, '-keyout', key, '-out', cert, '-days', '9', '-subj', `/CN=${kind}`],
      { stdio: 'ignore' },
    )
    const { readFileSync } = await import('node:fs')
    const made = { certPem: readFileSync(cert, 'utf8'), keyPem: readFileSync(key, 'utf8') }
    const der = await (await revokingCa(t, made)).crl({ ...wishes, revoked: [{ serial: '0a' }] })
    const by = authorityOf(readCertificate(made.certPem).der)
    if (kind === 'sha1') await t.rejects(ready(der, by), { code: 'algorithm' }, kind)
    else t.match(revokedIn(await ready(der, by), 'a'), { reason: 'unspecified' }, kind)
  }
})

t.test('a name is the same in whatever kind of string, case and spaces it is written (RFC 5280 §7.1)', async (t) => {
  const { comparable } = await import('../../../crypto/x509/names.ts')
  const name = (tag: number, value: Uint8Array) =>
    written(0x30, written(0x31, written(0x30, Uint8Array.of(6, 3, 0x55, 4, 3), written(tag, value))))
  const printable = comparable(name(19, Buffer.from('XB  Root CA')))
  t.equal(comparable(name(12, Buffer.from('xb root ca '))), printable)
  t.equal(comparable(name(30, Buffer.from('XB Root CA', 'utf16le').swap16())), printable)
  t.equal(comparable(name(20, Buffer.from('XB Root CA', 'latin1'))), printable)
  t.not(comparable(name(12, Buffer.from('XB Root CB'))), printable)
})

t.test('100 000 entries hold up nothing else, and one is found at once', { timeout: 540_000 }, async (t) => {
  const serials = Array.from(
    { length: 100_000 },
    (_, index) => `${randomBytes(12).toString('hex')}${index.toString(16).padStart(6, '0')}`,
  )
  const der = listOf(serials)
  const verified = await verifyCrl(readCrl(der), authority)
  let turns = 0
  const crl = await indexCrl(verified, async () => {
    turns += 1
    await turn()
  })
  t.equal(crl.entries.size, 100_000)
  t.ok(turns >= 200, `others have their turn after 500 entries at most: ${turns} turns`)
  const found = serials.filter((serial) => revokedIn(crl, serial.replace(/^0+(?=.)/, '')) !== undefined)
  t.equal(found.length, serials.length, 'each is found')
})

/** openssl takes minutes for as many; the CA's key signs all the same. */
function listOf(serials: readonly string[]): Uint8Array {
  const time = (ms: number) =>
    written(
      0x17,
      Buffer.from(
        `${new Date(ms)
          .toISOString()
          .replaceAll(/[-:T]|\.\d+/g, '')
          .slice(2)}`,
      ),
    )
  const when = time(now - dayMs)
  const reason = written(
    0x30,
    written(0x30, Uint8Array.of(6, 3, 0x55, 0x1d, 0x15), written(4, Uint8Array.of(10, 1, 4))),
  )
  const entries = serials.map((serial, index) =>
    written(0x30, written(2, Buffer.from(`00${serial}`, 'hex')), when, ...(index % 3 === 0 ? [reason] : [])),
  )
  const algorithm = written(0x30, Uint8Array.of(6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2))
  const number = written(
    0xa0,
    written(0x30, written(0x30, Uint8Array.of(6, 3, 0x55, 0x1d, 0x14), written(4, Uint8Array.of(2, 1, 9)))),
  )
  const tbs = written(
    0x30,
    Uint8Array.of(2, 1, 1),
    algorithm,
    authority.name,
    time(now - dayMs),
    time(now + dayMs),
    written(0x30, ...entries),
    number,
  )
  const signature = sign('sha256', tbs, ca.keyPem)
  return written(0x30, tbs, algorithm, written(3, Uint8Array.of(0), signature))
}

t.test('what is too large is refused before it is read', async (t) => {
  t.throws(() => readCrl(new Uint8Array(crlBounds.bytes + 1)), { code: 'too-large' })
})

t.test('no change of a list does anything but a CryptoError, and none is taken as signed [V1]', async (t) => {
  const der = await openssl.crl({
    number: 7,
    revoked: [{ serial: leaf.serial, reason: 'keyCompromise' }, { serial: '0102' }],
  })
  const { seed, random } = seededRandom()
  t.comment(`seed ${seed}`)
  let refused = 0
  const tried = async (octets: Uint8Array) => {
    try {
      const read: ReadCrl = readCrl(crlDerOf(octets))
      await ready(octets)
      return read.sha256 === readCrl(der).sha256
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error
      refused += 1
      return true
    }
  }
  for (let count = 0; count < 2_000; count += 1) {
    const changed = Uint8Array.from(der)
    const at = Math.floor(random() * changed.length)
    changed[at] = Math.floor(random() * 256)
    if (!(await tried(changed))) t.fail(`octet ${at} changed to ${changed[at]} is taken`)
  }
  for (let length = 0; length < der.length; length += 1)
    if (!(await tried(der.subarray(0, length)))) t.fail(`cut at ${length}`)
  for (let count = 0; count < 500; count += 1) if (!(await tried(randomBytes(count)))) t.fail('random octets')
  t.ok(refused > 2_000, `${refused} refused`)
})
