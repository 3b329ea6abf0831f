import {
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  verify,
} from 'node:crypto'
import t from 'tap'
import { readJwe, readJws } from '../../../crypto/jose/compact.ts'
import {
  decryptCompact,
  encryptCompact,
  importDecryptionKey,
  importEncryptionKey,
  importSigningKey,
  importVerifyingKey,
  makeKey,
  publicJwk,
  signCompact,
  thumbprint,
  verifyCompact,
} from '../../../crypto/jose/engine.ts'
import { verifySigned } from '../../../crypto/jose/signer.ts'
import { suiteNames, suites } from '../../../crypto/jose/suites.ts'
import { concat, fromBase64url, text, toBase64url, utf8 } from '../../../crypto/octets.ts'

const demands = { typ: 'test+jws', maxBytes: 10_000, algorithms: suiteNames.map((name) => suites[name].signature) }
const header = {
  typ: 'test+jwe',
  cty: 'text',
  apu: toBase64url(utf8('XA')),
  apv: toBase64url(utf8('XB')),
  crit: ['bulla'],
  bulla: { v: 1 },
}

t.test('a key is named by its thumbprint', async (t) => {
  // RFC 8037 appendix A.3
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
  t.equal(thumbprint(jwk), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
  t.equal((await importVerifyingKey(jwk, 'A')).kid, thumbprint(jwk))
})

for (const suite of suiteNames) {
  const { signingKey, curve } = suites[suite]

  t.test(`suite ${suite} signs what others verify`, async (t) => {
    const pem = await makeKey(signingKey)
    const key = await importSigningKey(pem, suite)
    const jws = await signCompact(utf8('payload'), 'test+jws', key)
    const read = readJws(jws, demands)
    t.same(read.header, { alg: suites[suite].signature, kid: key.kid, typ: 'test+jws' })
    const fromJwk = await importVerifyingKey(await publicJwk(pem), suite)
    const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' })
    const fromSpki = await importVerifyingKey(new Uint8Array(spki), suite)
    t.equal(fromJwk.kid, key.kid)
    t.equal(fromSpki.kid, key.kid)
    t.equal(text(await verifyCompact(read, fromJwk)), 'payload')
    t.equal(text(await verifyCompact(read, fromSpki)), 'payload')
    const [protectedPart, payload, signature] = jws.split('.') as [string, string, string]
    const input = utf8(`${protectedPart}.${payload}`)
    const digest = suite === 'B' ? 'sha256' : null
    const verifier = { key: createPublicKey(pem), dsaEncoding: 'ieee-p1363' } as const
    t.ok(verify(digest, input, verifier, fromBase64url(signature)), 'as node:crypto verifies it')
    const stranger = await importVerifyingKey(await publicJwk(await makeKey(signingKey)), suite)
    await t.rejects(verifyCompact(read, stranger), { code: 'signature-invalid' })
  })

  t.test(`suite ${suite} encrypts what RFC 7518 §4.6 and RFC 3394 decrypt by hand`, async (t) => {
    const pem = await makeKey(curve)
    const to = await importEncryptionKey(await publicJwk(pem), suite)
    const jwe = await encryptCompact(utf8('plaintext'), header, to)
    const read = readJwe(jwe, { typ: 'test+jwe', cty: 'text', extension: 'bulla', maxBytes: 10_000, ...suites[suite] })
    t.equal(text(await decryptCompact(read, await importDecryptionKey(pem, suite))), 'plaintext')

    const [protectedPart, wrapped, iv, ciphertext, tag] = jwe.split('.') as [string, string, string, string, string]
    const { epk, apu, apv, alg } = JSON.parse(text(fromBase64url(protectedPart)))
    const publicKey = createPublicKey({ key: epk, format: 'jwk' })
    const secret = diffieHellman({ privateKey: createPrivateKey(pem), publicKey })
    const counted = (octets: Uint8Array) => concat(Uint8Array.of(0, 0, 0, octets.length), octets)
    const info = concat(
      counted(utf8(alg)),
      counted(fromBase64url(apu)),
      counted(fromBase64url(apv)),
      Uint8Array.of(0, 0, 1, 0),
    )
    const kek = createHash('sha256')
      .update(Uint8Array.of(0, 0, 0, 1))
      .update(secret)
      .update(info)
      .digest()
    const unwrap = createDecipheriv('id-aes256-wrap', kek, Buffer.alloc(8, 0xa6))
    const cek = Buffer.concat([unwrap.update(fromBase64url(wrapped)), unwrap.final()])
    const decipher = createDecipheriv('aes-256-gcm', cek, fromBase64url(iv)).setAAD(utf8(protectedPart))
    decipher.setAuthTag(fromBase64url(tag))
    t.equal(text(concat(decipher.update(fromBase64url(ciphertext)), decipher.final())), 'plaintext')
    const stranger = await importDecryptionKey(await makeKey(curve), suite)
    await t.rejects(decryptCompact(read, stranger), { code: 'undecryptable' })
  })

  t.test(`suite ${suite} takes keys of its own kinds only`, async (t) => {
    const other = suite === 'A' ? 'P-256' : 'Ed25519'
    const [pem, agreementPem] = [await makeKey(other), await makeKey(suite === 'A' ? 'P-256' : 'X25519')]
    await t.rejects(importSigningKey(pem, suite), { name: 'CryptoError', code: 'algorithm' })
    await t.rejects(importVerifyingKey(await publicJwk(pem), suite), { code: 'algorithm' })
    await t.rejects(importDecryptionKey(agreementPem, suite), { code: 'algorithm' })
    await t.rejects(importEncryptionKey(await publicJwk(agreementPem), suite), { code: 'algorithm' })
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const rsa = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    await t.rejects(importSigningKey(rsa, suite), { code: 'algorithm' }, 'RSA')
    const verifying = await importVerifyingKey(await publicJwk(await makeKey(suites[suite].signingKey)), suite)
    const read = readJws(
      await signCompact(utf8('x'), 'test+jws', await importSigningKey(pem, suite === 'A' ? 'B' : 'A')),
      demands,
    )
    await t.rejects(verifyCompact(read, verifying), { code: 'algorithm' })
  })
}

t.test('keys that are none', async (t) => {
  const pem = await makeKey('P-256')
  const jwk = await publicJwk(pem)
  for (const no of ['', 'key', pem.replace('PRIVATE KEY', 'CERTIFICATE'), pem.slice(0, 80)]) {
    await t.rejects(importSigningKey(no, 'B'), { name: 'CryptoError', code: 'malformed' })
  }
  for (const [why, no] of Object.entries({
    'a private JWK': { ...jwk, d: jwk['x'] as string },
    'a JWK with a use': { ...jwk, use: 'sig' },
    'a point that is not on the curve': { ...jwk, x: toBase64url(new Uint8Array(32).fill(7)) },
    'no point': { kty: 'EC', crv: 'P-256' },
  })) {
    await t.rejects(importVerifyingKey(no, 'B'), { name: 'CryptoError', code: 'malformed' }, why)
  }
  await t.rejects(importVerifyingKey(utf8('spki'), 'B'), { code: 'malformed' })
  await t.rejects(publicJwk('no key'), { code: 'malformed' })
})

t.test('keys show nothing of themselves', async (t) => {
  const key = await importSigningKey(await makeKey('P-256'), 'B')
  t.same(JSON.parse(JSON.stringify(key)), { kid: key.kid, suite: 'B' })
  t.same(Reflect.ownKeys(key), ['kid', 'suite'])
  t.ok(Object.isFrozen(key))
  await t.rejects(signCompact(utf8('x'), 'test+jws', { ...key }), { code: 'key-unknown' }, 'a copy is no key')
})

t.test('one of several windows of a key suffices', async (t) => {
  const pem = await makeKey('P-256')
  const key = await importVerifyingKey(await publicJwk(pem), 'B')
  const read = readJws(await signCompact(utf8('x'), 'test+jws', await importSigningKey(pem, 'B')), demands)
  const keys = [
    { key, notBeforeMs: 0, notAfterMs: 10 },
    { key, notBeforeMs: 20, notAfterMs: 30 },
  ]
  const at = (nowMs: number) => verifySigned(read, { keys, nowMs, maxSkewMs: 0 })
  await t.resolves(at(10))
  await t.rejects(at(15), { code: 'signer-wrong' })
  await t.resolves(at(20))
  await t.rejects(at(31), { code: 'signer-wrong' })
})
