import { spawnSync } from 'node:child_process'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import forge from 'node-forge'
import t from 'tap'
import { CryptoError } from '../../../crypto/fault.ts'
import { importSigningKey } from '../../../crypto/jose/engine.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { openPkcs12 } from '../../../crypto/x509/files/pkcs12.ts'
import { makeParty } from '../../support/parties.ts'
import { rsaLeafOf } from './chains.ts'

const passphrase = 'a pass phrase'
const party = await makeParty('XA')
const rsa = await rsaLeafOf(party.ca)
const folder = mkdtempSync(join(tmpdir(), 'bulla-pkcs12-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content, { mode: 0o600 })
  return join(folder, name)
}
const openssl = spawnSync('openssl', ['version']).status === 0
const skip = openssl ? false : 'openssl is not installed'

/** A file as administrations get them from their authority. */
function exported(keyPem: string, certPems: readonly string[], ...more: string[]): Uint8Array {
  const [key, cert] = [file('key.pem', keyPem), file('cert.pem', certPems.join('\n'))]
  const out = join(folder, 'out.p12')
  const { status, stderr } = spawnSync('openssl', [
    ...['pkcs12', '-export', '-inkey', key, '-in', cert, '-out', out, '-passout', `pass:${passphrase}`],
    ...more,
  ])
  if (status !== 0) throw new Error(stderr.toString())
  return new Uint8Array(readFileSync(out))
}

t.test('a file with a key on a curve and its chain', { skip }, async (t) => {
  const chain = [party.ca.certPem, party.signing.certPem]
  const { keys, certificates } = openPkcs12(exported(party.signing.pem, chain), [passphrase])
  const [{ keyPem, certificate }] = keys as [(typeof keys)[number]]
  t.equal((await importSigningKey(keyPem, 'B')).kid, party.signing.key.kid)
  t.equal(certificate?.sha256, readCertificate(party.signing.certPem).sha256)
  t.same(new Set(certificates.map(({ sha256 }) => sha256)), new Set(chain.map((pem) => readCertificate(pem).sha256)))
})

t.test('a file with an RSA key, modern or as it was twenty years ago', { skip }, async (t) => {
  const old = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']
  for (const more of [[], old]) {
    const { keys } = openPkcs12(exported(rsa.keyPem, [rsa.certPem], ...more), ['wrong', passphrase])
    t.ok(createPublicKey(keys[0]?.keyPem ?? '').equals(createPublicKey(rsa.keyPem)))
    t.equal(keys[0]?.certificate?.sha256, readCertificate(rsa.certPem).sha256)
  }
})

t.test('a wrong passphrase and a damaged file are one fault', { skip }, async (t) => {
  const octets = exported(party.signing.pem, [party.signing.certPem])
  const fault = {
    name: 'CryptoError',
    code: 'pkcs12',
    message: /^file is damaged, or (has another passphrase|is no PKCS #12)$/,
  }
  for (const wrong of ['wrong', '', 'päss']) t.throws(() => openPkcs12(octets, [wrong]), fault, wrong)
  t.throws(() => openPkcs12(octets.subarray(0, -10), [passphrase]), fault)
  for (let at = 0; at < octets.length; at += 7) {
    try {
      openPkcs12(octets.with(at, (octets[at] as number) ^ 1), [passphrase])
    } catch (error) {
      if (!(error instanceof CryptoError)) t.fail(`octet ${at} changed: ${error}`)
    }
  }
})

t.test('a file that is none, too large, or has no key', async (t) => {
  t.throws(() => openPkcs12(new Uint8Array(), [passphrase]), { code: 'pkcs12' })
  t.throws(() => openPkcs12(Buffer.from('hello'), [passphrase]), { code: 'pkcs12' })
  t.throws(() => openPkcs12(new Uint8Array(1100 * 1024), [passphrase]), { code: 'pkcs12' })
  const asn1 = forge.pkcs12.toPkcs12Asn1(null, forge.pki.certificateFromPem(rsa.certPem), passphrase)
  const empty = Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary')
  t.same(openPkcs12(empty, [passphrase]).keys, [])
})

t.test('a file whose certificates are of another key', { skip }, async (t) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = forge.pki.privateKeyFromPem(privateKey.export({ type: 'pkcs1', format: 'pem' }) as string)
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, forge.pki.certificateFromPem(rsa.certPem), passphrase)
  const { keys, certificates } = openPkcs12(Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary'), [passphrase])
  t.match([keys.length, certificates.length], [1, 1])
  t.equal(keys[0]?.certificate, undefined)
})
