import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { thumbprint } from '../../../crypto/jose/engine.ts'
import { publicKeyIn, readCertificate, serverPath, signingPath } from '../../../crypto/x509/certificates.ts'
import { readCertificateFile, withoutCertificate } from '../../../crypto/x509/files/certificate-file.ts'
import { openPkcs12 } from '../../../crypto/x509/files/pkcs12.ts'
import { decodeText, passphrasesIn } from '../../../crypto/x509/files/text.ts'
import { authority, makeCertificate, name, oid, tlsLeaf, tlv } from '../../support/certificate-maker.ts'

const root = makeCertificate({ subject: name({ CN: 'root' }), extensions: authority() })
const leaf = makeCertificate({
  subject: name({ CN: 'leaf' }),
  issuer: root,
  extensions: tlsLeaf('spiffe://xa.example/gateway'),
})
const both = [leaf, root].map(({ der }) => readCertificate(der).sha256)
const pem = leaf.pem + root.pem
const utf8 = (text: string) => new Uint8Array(Buffer.from(text))
const signedData = tlv(
  0x30,
  oid('1.2.840.113549.1.7.2'),
  tlv(
    0xa0,
    tlv(
      0x30,
      tlv(2, Uint8Array.of(1)),
      tlv(0x31),
      tlv(0x30, oid('1.2.840.113549.1.7.1')),
      tlv(0xa0, leaf.der, root.der),
      tlv(0x31),
    ),
  ),
)
const base64 = (der: Uint8Array) => Buffer.from(der).toString('base64')

t.test('certificates are found in whatever an authority sends', async (t) => {
  const forms: Readonly<Record<string, Uint8Array>> = {
    PEM: utf8(pem),
    'with a mark': utf8(`\ufeff${pem}`),
    CRLF: utf8(pem.replaceAll('\n', '\r\n')),
    'text around': utf8(`Subject: x\n${leaf.pem}between\n${root.pem}end`),
    'UTF-16 with a mark': new Uint8Array(Buffer.from(`\ufeff${pem}`, 'utf16le')),
    'UTF-16, big end first': new Uint8Array(Buffer.from(`\ufeff${pem}`, 'utf16le').swap16()),
    'UTF-16 without a mark': new Uint8Array(Buffer.from(pem, 'utf16le')),
    'one long line': utf8(pem.replaceAll('\n', '')),
    'line feeds in words': utf8(JSON.stringify(pem)),
    'TRUSTED CERTIFICATE': utf8(
      `-----BEGIN TRUSTED CERTIFICATE-----\n${base64(Buffer.concat([leaf.der, tlv(0x30, tlv(12, utf8('alias')))]))}\n-----END TRUSTED CERTIFICATE-----\n${root.pem}`,
    ),
    'DER, one after the other': new Uint8Array(Buffer.concat([leaf.der, root.der])),
    'PKCS #7': signedData,
    'PKCS #7 in PEM': utf8(`-----BEGIN PKCS7-----\n${base64(signedData)}\n-----END PKCS7-----\n`),
    'PKCS #7 under the wrong label': utf8(
      `-----BEGIN CERTIFICATE-----\n${base64(signedData)}\n-----END CERTIFICATE-----\n`,
    ),
    'base64 alone': utf8(`${base64(signedData)}\n`),
    'twice, and one that is damaged': utf8(`${pem}${pem}${leaf.pem.replace(/^MII.*$/m, '')}`),
  }
  for (const [what, octets] of Object.entries(forms))
    t.same(
      readCertificateFile(octets).certificates.map(({ sha256 }) => sha256),
      both,
      what,
    )
})

t.test('what is no certificate is told by what it is', async (t) => {
  const told = (octets: Uint8Array) => withoutCertificate(readCertificateFile(octets))
  t.match(told(utf8('nothing')), { found: /no certificate in it/, advice: /PKCS #7/ })
  t.match(told(utf8('-----BEGIN CERTIFICATE REQUEST-----\nMII=\n-----END CERTIFICATE REQUEST-----')), {
    found: /a certificate request/,
  })
  t.match(told(utf8(leaf.keyPem)), { found: /a private key alone/ })
  t.match(told(leaf.der.subarray(0, 100)), { found: /damaged or cut off/ })
  t.throws(() => readCertificateFile(new Uint8Array(1024 * 1024 + 1)), { code: 'certificate' })
})

t.test('texts and passphrases as editors write them', async (t) => {
  t.same(passphrasesIn(utf8('\ufeffsecret\r\nmore')), ['secret'])
  t.same(passphrasesIn(utf8(' secret \n')), [' secret ', ' secret', 'secret'])
  t.same(passphrasesIn(new Uint8Array(Buffer.from('\ufeffsecret\r\n', 'utf16le'))), ['secret'])
  t.equal(decodeText(Uint8Array.of(0xdf)), 'ß')
})

const openssl = spawnSync('openssl', ['version']).status === 0
t.test(
  'PKCS #12: passphrases that are empty or not ASCII, friendly names',
  { skip: openssl ? false : 'openssl is not installed' },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'bulla-files-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const [key, chain, out] = [join(folder, 'k'), join(folder, 'c'), join(folder, 'o')]
    writeFileSync(key, leaf.keyPem, { mode: 0o600 })
    writeFileSync(chain, root.pem + leaf.pem)
    for (const [passphrase, ...more] of [
      [''],
      ['Übergabe€'],
      ['Zoll', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
      ['x', '-nomac'],
      ['x', '-keypbe', 'NONE', '-certpbe', 'NONE'],
    ] as const) {
      const words = [
        'pkcs12',
        '-export',
        '-inkey',
        key,
        '-in',
        chain,
        '-out',
        out,
        '-passout',
        `pass:${passphrase}`,
        '-name',
        'Schlüssel',
      ]
      t.equal(spawnSync('openssl', [...words, ...more]).status, 0)
      const { keys, certificates } = openPkcs12(readFileSync(out), [passphrase])
      t.match(keys, [{ alias: 'Schlüssel', certificate: { sha256: both[0] } }], `${passphrase} ${more.join(' ')}`)
      t.same(new Set(certificates.map(({ sha256 }) => sha256)), new Set(both))
    }
  },
)

const cases = fileURLToPath(new URL('../../../../shared/cases/', import.meta.url))
t.test(
  'the field cases 02, 03, 04, 07, 08, 13',
  { skip: existsSync(cases) ? false : `no cases at ${cases}` },
  async (t) => {
    const passphrases = ['changeit', '', 'Zoll-Übergabe€']
    const refused = ['tls-leaf-brainpool.p12']
    for (const folder of [
      '02-critical-policies',
      '03-brainpool-ca',
      '04-rsa-pss-ca',
      '07-expired-cross-sign',
      '08-p12-variants',
      '13-odd-companion',
    ])
      for (const file of readdirSync(join(cases, folder)).filter((each) => each.endsWith('.p12'))) {
        const { keys, certificates } = openPkcs12(readFileSync(join(cases, folder, file)), passphrases)
        t.equal(keys.length, file === 'two-keys.p12' ? 2 : 1, file)
        for (const { certificate, alias } of keys) {
          if (!certificate) throw new Error(`${file}: no certificate of ${alias}`)
          const nowMs = certificate.notBeforeMs + 1_000
          const judge = () =>
            file.startsWith('tls')
              ? serverPath(certificate, certificates, nowMs)
              : pathOf(
                  certificate.der,
                  certificates.map(({ der }) => der),
                  nowMs,
                )
          if (refused.includes(file)) t.throws(judge, { message: /brainpoolP256r1/ }, file)
          else t.doesNotThrow(judge, file)
        }
      }
  },
)

/** By the thumbprint that the certificate itself names. */
function pathOf(der: Uint8Array, came: readonly Uint8Array[], nowMs: number) {
  return signingPath(came, { kid: thumbprint(publicKeyIn(readCertificate(der))), nowMs })
}
