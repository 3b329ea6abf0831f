import { spawnSync } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { thumbprint } from '../../../crypto/jose/engine.ts'
import { publicKeyIn, readCertificate, serverPath, signingPath } from '../../../crypto/x509/certificates.ts'
import { readCertificateFile, withoutCertificate } from '../../../crypto/x509/files/certificate-file.ts'
import { openPkcs12 } from '../../../crypto/x509/files/pkcs12.ts'
import { unlockedKey } from '../../../crypto/x509/files/private-key.ts'
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

t.test('and in what mail, text processors and pages make of it', async (t) => {
  const each = (change: (line: string) => string) => utf8(pem.split('\n').map(change).join('\n'))
  const forms: Readonly<Record<string, Uint8Array>> = {
    'quoted in a mail': each((line) => `> ${line}`),
    indented: each((line) => `    ${line}`),
    'dashes of a text processor': utf8(pem.replaceAll('-----', '—--')),
    'four dashes': utf8(pem.replaceAll('-----', '----')),
    'blanks that do not break': utf8(pem.replaceAll(' CERT', '\u00a0CERT')),
    'small letters': utf8(pem.replaceAll(/(BEGIN|END) CERTIFICATE/g, (label) => label.toLowerCase())),
    'headers of RFC 1421': utf8(pem.replaceAll('CERTIFICATE-----\nMI', 'CERTIFICATE-----\nComment: x\n\nMI')),
    'a page': utf8(`<html><p>${pem.replaceAll('\n', '<br>\n')}</p></html>`),
    'an attachment': utf8(
      `Content-Type: application/x-pkcs7-certificates\nContent-Transfer-Encoding: base64\n\n${base64(signedData).replaceAll(/.{76}/g, '$&\r\n')}\n`,
    ),
    'base64 of PEM': utf8(base64(Buffer.from(pem)).replaceAll(/.{76}/g, '$&\n')),
    'base64, one after the other': utf8(`${base64(leaf.der)}\n\n${base64(root.der)}\n`),
    XML: utf8([leaf, root].map(({ der }) => `<X509Certificate>\n ${base64(der)}\n</X509Certificate>`).join('')),
    JSON: utf8(JSON.stringify({ x5c: [leaf, root].map(({ der }) => base64(der)) })),
    'hexadecimal digits': utf8(Buffer.concat([leaf.der, root.der]).toString('hex').replaceAll(/../g, '$& ')),
    'DER behind a mark': new Uint8Array(Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), leaf.der, root.der])),
  }
  for (const [what, octets] of Object.entries(forms))
    t.same(
      readCertificateFile(octets).certificates.map(({ sha256 }) => sha256),
      both,
      what,
    )
  const spaces = utf8(' \n'.repeat(500_000))
  const startMs = performance.now()
  t.same(readCertificateFile(spaces).certificates, [])
  t.same(readCertificateFile(utf8('-'.repeat(1_000_000))).certificates, [])
  t.same(readCertificateFile(utf8('-----BEGIN A-----'.repeat(50_000))).certificates, [])
  t.ok(performance.now() - startMs < 5_000, 'nothing takes long')
})

t.test('a private key is found in each form', async (t) => {
  const key = createPrivateKey(leaf.keyPem)
  const der = (type: 'pkcs8' | 'sec1') => new Uint8Array(key.export({ type, format: 'der' }))
  const locked = { type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'secret' } as const
  for (const [what, octets] of Object.entries({
    'PKCS #8': der('pkcs8'),
    'SEC 1': der('sec1'),
    'PKCS #8, locked': new Uint8Array(key.export(locked)),
    'PEM in a mail': utf8(leaf.keyPem.replaceAll(/^/gm, '> ')),
  })) {
    const [pem = ''] = readCertificateFile(octets).keyPems
    t.equal(unlockedKey(pem, ['secret']), key.export({ type: 'pkcs8', format: 'pem' }), what)
  }
})

t.test('what is no certificate is told by what it is', async (t) => {
  const told = (octets: Uint8Array) => withoutCertificate(readCertificateFile(octets))
  t.match(told(utf8('nothing')), { found: /no certificate in it/, advice: /PKCS #7/ })
  t.match(told(utf8('-----BEGIN CERTIFICATE REQUEST-----\nMII=\n-----END CERTIFICATE REQUEST-----')), {
    found: /a certificate request/,
  })
  t.match(told(utf8(leaf.keyPem)), { found: /a private key alone/ })
  t.match(told(leaf.der.subarray(0, 100)), { found: /damaged or cut off/ })
  for (const [octets, found, advice] of [
    [Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2), /Java key store \(JKS\)/, /keytool -importkeystore/],
    [utf8('PK\x03\x04'), /an archive \(zip\)/, /unpack/],
    [utf8('%PDF-1.7'), /a PDF/, /not for a print/],
    [utf8('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----'), /OpenSSH/, /ssh-keygen/],
    [utf8('<!DOCTYPE html><html>sign in</html>'), /a web page/, /the certificate itself/],
  ] as const)
    t.match(told(octets), { found, advice })
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
