import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { fromBase64url, fromHex, toBase64url, toHex, utf8 } from '../../../../crypto/octets.ts'
import { readAuthenticatorData } from '../../../../crypto/webauthn/authenticator-data.ts'
import {
  demandSignature,
  type Passkey,
  readAttestation,
  verifyAssertion,
  verifyRegistration,
} from '../../../../crypto/webauthn/webauthn.ts'
import { attestationOf, coseOf, flags, softPasskey } from '../../../support/passkey.ts'

interface Vector {
  readonly registration: { challenge: string; credential_id: string; clientDataJSON: string; attestationObject: string }
  readonly authentication: { challenge: string; clientDataJSON: string; authenticatorData: string; signature: string }
}
const fixtures = new URL('../../../spec/fixtures/webauthn-level-3.json', import.meta.url)
const { origin, vectors } = JSON.parse(readFileSync(fixtures, 'utf8')) as {
  origin: string
  vectors: Readonly<Record<string, Vector>>
}
const vector = (name: string) => vectors[name] as Vector
const rpId = new URL(origin).hostname
const b64 = (hex: string) => toBase64url(fromHex(hex))

const registrationOf = ({ registration: { challenge, clientDataJSON, attestationObject } }: Vector) =>
  [
    { clientDataJSON: b64(clientDataJSON), attestationObject: b64(attestationObject) },
    { challenge: b64(challenge), origin, rpId },
  ] as const
const assertionOf = (name: string, key: Passkey) => {
  const { challenge, clientDataJSON, authenticatorData, signature } = vector(name).authentication
  const assertion = {
    id: key.id,
    clientDataJSON: b64(clientDataJSON),
    authenticatorData: b64(authenticatorData),
    signature: b64(signature),
  }
  return [assertion, key, { challenge: b64(challenge), origin, rpId }] as const
}
const keyIn = (octets: Uint8Array): Passkey => {
  const { key } = readAuthenticatorData(octets, rpId)
  if (!key) throw new Error('there is no key')
  return { ...key, spki: toBase64url(key.spki) }
}
const keyOf = (name: string): Passkey => keyIn(readAttestation(fromHex(vector(name).registration.attestationObject)))

t.test('test vectors of W3C WebAuthn Level 3: what is made, and what it signed', async (t) => {
  for (const name of [
    'none-es256',
    'none-es256-crossOrigin',
    'none-es256-topOrigin',
    'none-es256-long-credential-id',
  ]) {
    const key = keyOf(name)
    t.equal(toHex(fromBase64url(key.id)), vector(name).registration.credential_id, name)
    t.equal(key.algorithm, 'ES256')
    const { authenticatorData, clientDataJSON, signature } = vector(name).authentication
    const signed = {
      authenticatorData: fromHex(authenticatorData),
      clientData: fromHex(clientDataJSON),
      signature: fromHex(signature),
    }
    demandSignature(signed, key)
    t.throws(() => demandSignature({ ...signed, clientData: utf8('{}') }, key), { code: 'passkey' })
  }
  t.same(verifyAssertion(...assertionOf('none-es256-long-credential-id', keyOf('none-es256-long-credential-id'))), {
    signCount: 0,
  })
})

t.test('test vectors of W3C WebAuthn Level 3: what we ask for beyond them', async (t) => {
  t.throws(() => verifyRegistration(...registrationOf(vector('none-es256'))), {
    code: 'passkey',
    message: /did not verify who was there/,
  })
  t.throws(() => verifyAssertion(...assertionOf('none-es256', keyOf('none-es256'))), {
    message: /did not verify who was there/,
  })
  for (const name of ['none-es256-crossOrigin', 'none-es256-topOrigin']) {
    t.throws(() => verifyRegistration(...registrationOf(vector(name))), { message: /page of another origin/ }, name)
    t.throws(() => verifyAssertion(...assertionOf(name, keyOf(name))), { message: /page of another origin/ }, name)
  }
  t.throws(() => verifyRegistration(...registrationOf(vector('packed-eddsa'))), {
    message: /attestation is "packed", expected "none"/,
  })
})

t.test('the Ed25519 vector, taken out of its attestation', async (t) => {
  const { attestationObject } = vector('packed-eddsa').registration
  // The authenticator data is the last member of the map.
  const name = toHex(utf8('authData'))
  const at = attestationObject.lastIndexOf(name) + name.length
  t.equal(attestationObject.slice(at, at + 2), '58', 'a byte string with one octet of length')
  const key = keyIn(fromHex(attestationObject.slice(at + 4)))
  t.equal(key.algorithm, 'EdDSA')
  const { authenticatorData, clientDataJSON, signature } = vector('packed-eddsa').authentication
  demandSignature(
    {
      authenticatorData: fromHex(authenticatorData),
      clientData: fromHex(clientDataJSON),
      signature: fromHex(signature),
    },
    key,
  )
  t.pass('its signature is right')
})

const ours = 'https://desk.xa.example'
const expected = (challenge: string) => ({ challenge, origin: ours, rpId: 'desk.xa.example' })
const challenge = () => randomBytes(32).toString('base64url')

for (const algorithm of ['ES256', 'EdDSA'] as const)
  t.test(`${algorithm}: a key is made, and signs`, async (t) => {
    const passkey = softPasskey(ours, algorithm)
    const asked = challenge()
    const key = verifyRegistration(passkey.register(asked), expected(asked))
    t.match(key, { id: passkey.id, algorithm, signCount: 0 })
    const next = challenge()
    t.same(verifyAssertion(passkey.assert(next, { signCount: 7 }), key, expected(next)), { signCount: 7 })
    t.throws(() => verifyAssertion(passkey.assert(next), key, expected(asked)), { message: /has challenge/ })
    const other = softPasskey(ours, algorithm)
    t.throws(() => verifyAssertion(other.assert(next), key, expected(next)), { message: /by another key/ })
    t.throws(() => verifyAssertion({ ...other.assert(next), id: key.id }, key, expected(next)), {
      message: /signature is not by this key/,
    })
    const extensions = Uint8Array.of(0xa1, 0x63, ...Buffer.from('abc'), 0xf5)
    const extended = { flags: 0x05 | flags.extensions, after: extensions }
    t.ok(verifyAssertion(passkey.assert(next, extended), key, expected(next)), 'extensions that are flagged')
  })

t.test('each thing that a registration or an assertion can have wrong is refused', async (t) => {
  const passkey = softPasskey(ours)
  const asked = challenge()
  const key = verifyRegistration(passkey.register(asked), expected(asked))
  type Changes = Parameters<typeof passkey.assert>[1]
  const both: readonly (readonly [what: string, changes: Changes, message: RegExp])[] = [
    ['another type', { clientData: { type: 'payment.get' } }, /has type "payment.get"/],
    ['another origin', { clientData: { origin: 'https://desk.xb.example' } }, /has origin/],
    ['an origin with a slash', { clientData: { origin: `${ours}/` } }, /has origin/],
    ['no origin', { clientData: { origin: undefined } }, /has origin null/],
    ['another challenge', { clientData: { challenge: challenge() } }, /has challenge/],
    ['a challenge with padding', { clientData: { challenge: `${asked}=` } }, /has challenge/],
    ['a page within another one', { clientData: { crossOrigin: true } }, /another origin/],
    ['crossOrigin as a text', { clientData: { crossOrigin: 'false' } }, /another origin/],
    ['a page at the top', { clientData: { topOrigin: ours } }, /another origin/],
    ['another relying party', { rpId: 'xa.example' }, /another relying party/],
    ['nothing flagged', { flags: 0 }, /nobody was there|holds no key|no flag speaks of/],
    ['octets after', { after: Uint8Array.of(0) }, /that no flag speaks of/],
  ]
  for (const [what, changes, message] of both) {
    t.throws(
      () => verifyRegistration(passkey.register(asked, changes), expected(asked)),
      { code: 'passkey', message },
      `made: ${what}`,
    )
    t.throws(
      () => verifyAssertion(passkey.assert(asked, changes), key, expected(asked)),
      { code: 'passkey', message },
      `signs: ${what}`,
    )
  }
  const signs: readonly (readonly [number, RegExp])[] = [
    [flags.userVerified, /nobody was there/],
    [flags.userPresent, /did not verify who was there/],
    [0x05 | flags.backedUp, /is backed up, and that it cannot be/],
    [0x05 | 0x02, /reserved/],
    [0x05 | 0x20, /reserved/],
    [0x05 | flags.key, /ends before the id/],
    [0x05 | flags.extensions, /extensions is no CBOR/],
  ]
  for (const [given, message] of signs)
    t.throws(
      () => verifyAssertion(passkey.assert(asked, { flags: given }), key, expected(asked)),
      { code: 'passkey', message },
      `flags ${given}`,
    )
  const made = (given: number) => () => verifyRegistration(passkey.register(asked, { flags: given }), expected(asked))
  t.throws(made(0x41), { message: /did not verify/ })
  t.throws(made(0x44), { message: /nobody was there/ })
  t.throws(made(0x05), { message: /no flag speaks of/ })
  t.throws(() => verifyRegistration(passkey.register(asked, { fmt: 'packed' }), expected(asked)), {
    message: /attestation is "packed"/,
  })
  t.throws(
    () => verifyAssertion({ ...passkey.assert(asked), ...{ clientDataJSON: 'A'.repeat(6000) } }, key, expected(asked)),
    { message: /has 6000 letters/ },
  )
  for (const text of ['[]', 'null', '{', '\ufeff{}'])
    t.throws(
      () =>
        verifyAssertion({ ...passkey.assert(asked), clientDataJSON: toBase64url(utf8(text)) }, key, expected(asked)),
      { code: 'passkey' },
      text,
    )
  t.throws(() => verifyAssertion(passkey.assert(asked), { ...key, algorithm: 'EdDSA' }, expected(asked)), {
    message: /no key for EdDSA/,
  })
  t.throws(() => verifyAssertion(passkey.assert(asked), { ...key, spki: 'AAAA' }, expected(asked)), {
    message: /no public key/,
  })
})

t.test('a COSE key has exactly the members of its kind, in canonical form', async (t) => {
  const passkey = softPasskey(ours)
  const asked = challenge()
  const with_ = (coseKey: Uint8Array) => () => verifyRegistration(passkey.register(asked, { coseKey }), expected(asked))
  const es256 = coseOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey, 'ES256')
  const eddsa = coseOf(generateKeyPairSync('ed25519').publicKey, 'EdDSA')
  t.ok(with_(es256)())
  t.ok(with_(eddsa)())
  const changed = (key: Uint8Array, at: number, to: number) =>
    Uint8Array.from(key, (octet, index) => (index === at ? to : octet))
  t.throws(with_(changed(es256, 4, 0x25)), { message: /algorithm -6, expected ES256 or EdDSA/ })
  t.throws(with_(changed(es256, 2, 1)), { message: /has type 1 and algorithm -7/ })
  t.throws(with_(changed(es256, 6, 2)), { message: /on curve 2, expected P-256/ })
  t.throws(with_(changed(eddsa, 6, 4)), { message: /on curve 4, expected Ed25519/ })
  t.throws(with_(changed(es256, es256.length - 1, (es256.at(-1) ?? 0) ^ 1)), { message: /no point of P-256/ })
  t.throws(
    with_(Uint8Array.from([...eddsa.subarray(0, -32), ...new Uint8Array(32)])),
    { message: /no good point/ },
    'a point of small order',
  )
  t.throws(
    with_(Uint8Array.from([0xa6, ...es256.subarray(1), 0x23, 0])),
    { message: /has 6 members/ },
    'a private key beside it',
  )
  t.throws(with_(Uint8Array.from([0xa5, ...es256.subarray(1, 7), ...es256.subarray(42), ...es256.subarray(7, 42)])), {
    message: /canonical/,
  })
  t.throws(
    with_(Uint8Array.from([0xbf, ...es256.subarray(1), 0xff])),
    { message: /no CBOR of definite/ },
    'a length that is not definite',
  )
  t.throws(with_(Uint8Array.from([0xa5, 0x18, 1, ...es256.subarray(2)])), { message: /no CBOR of definite, shortest/ })
  t.throws(with_(Uint8Array.from([0xa6, 1, 2, ...es256.subarray(1)])), { message: /no CBOR/ }, 'a label twice')
  t.throws(with_(Uint8Array.of(0x01)), { message: /no CBOR map/ })
  const long = attestationOf(
    'none',
    Buffer.from(passkey.register(asked).attestationObject, 'base64url').subarray(0, 40),
  )
  t.throws(
    () =>
      verifyRegistration(
        { ...passkey.register(asked), attestationObject: long.toString('base64url') },
        expected(asked),
      ),
    { code: 'passkey' },
  )
})

t.test('of an assertion no octet can be another one', async (t) => {
  for (const algorithm of ['ES256', 'EdDSA'] as const) {
    const passkey = softPasskey(ours, algorithm)
    const asked = challenge()
    const key = verifyRegistration(passkey.register(asked), expected(asked))
    const assertion = passkey.assert(asked)
    const members = ['id', 'clientDataJSON', 'authenticatorData', 'signature'] as const
    const altered = fc.record({ member: fc.constantFrom(...members), at: fc.nat(), bit: fc.nat({ max: 7 }) })
    fc.assert(
      fc.property(altered, ({ member, at, bit }) => {
        const octets = fromBase64url(assertion[member])
        octets[at % octets.length] = (octets[at % octets.length] as number) ^ (1 << bit)
        try {
          verifyAssertion({ ...assertion, [member]: toBase64url(octets) }, key, expected(asked))
          return false
        } catch (error) {
          return (error as { code?: string }).code === 'passkey'
        }
      }),
      { numRuns: 500 },
    )
    t.ok(verifyAssertion(assertion, key, expected(asked)))
  }
})

t.test('of a registration none but those that nobody signs: counter, model, id and backup of the key', async (t) => {
  const passkey = softPasskey(ours)
  const asked = challenge()
  const registration = passkey.register(asked)
  const object = fromBase64url(registration.attestationObject)
  const dataAt = object.length - 32 - 1 - 4 - 16 - 2 - 32 - 77
  const free = (at: number) =>
    at === dataAt + 32 || (at > dataAt + 32 && at < dataAt + 53) || (at >= dataAt + 55 && at < dataAt + 87)
  for (let at = 0; at < object.length; at += 1) {
    if (free(at)) continue
    for (const bit of [0, 3, 7]) {
      const octets = Uint8Array.from(object)
      octets[at] = (octets[at] as number) ^ (1 << bit)
      const altered = { ...registration, attestationObject: toBase64url(octets) }
      t.throws(() => verifyRegistration(altered, expected(asked)), { code: 'passkey' }, `octet ${at}, bit ${bit}`)
    }
  }
})
