import { createHash, createPrivateKey, randomBytes } from 'node:crypto'
import * as asn1js from 'asn1js'
import t from 'tap'
import {
  maxResponseBytes,
  noteImprint,
  readTimestamp,
  timestampQuery,
  verifyTimestamp,
} from '../../../crypto/log/timestamp.ts'
import { sha256, utf8 } from '../../../crypto/octets.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { oids } from '../../../crypto/x509/extensions.ts'
import { x509 } from '../../../crypto/x509/x509.ts'
import {
  attribute,
  integer,
  octets,
  oid,
  type StampWishes,
  sequence,
  stampIds,
  tagged,
  writeStamp,
} from '../../support/stamps.ts'
import { certificateOf } from '../../support/tsa-certificates.ts'

const root = await certificateOf({ name: 'time root', ca: true })
const tsa = await certificateOf({ name: 'time stamps', issuer: root })
const stranger = await certificateOf({ name: 'another root', ca: true })
const anchors = [readCertificate(root.certPem).der]

const noteText = 'xa.example/log\n7\nVcZ0uWzGvVXQ9mZqEbMTnvkj5DvGJXpCGPhLi2m0Vrc=\n'
const imprint = noteImprint(noteText)
const nonce = Uint8Array.of(0, 0, 0x9a, ...randomBytes(13))
/** As DER has it: one zero in front of the octet that would make it negative, and no other. */
const nonceInDer = nonce.subarray(1)
const nowMs = Math.floor(Date.now() / 1000) * 1000
const timeOf = (ms: number) => `${new Date(ms).toISOString().replace(/[-:T]|\..*/g, '')}Z`
const signing = ({ certPem, keyPem }: { certPem: string; keyPem: string }) => ({
  certPem,
  key: createPrivateKey(keyPem),
})

const usual = { sha256: imprint, nonce: nonceInDer, time: timeOf(nowMs) }
const stamp = (wishes: Partial<StampWishes> = {}, by = tsa) => writeStamp(signing(by), { ...usual, ...wishes })
const checks = { sha256: imprint, nonce, tsaAnchors: anchors, nowMs }
const fault = (code: 'timestamp' | 'certificate', message: RegExp) => ({ name: 'CryptoError', code, message })

t.test('a query', async (t) => {
  t.test('asks for a digest by SHA-256 with a nonce and the certificate', async (t) => {
    const digest = sequence(sequence(oid(stampIds.sha256), new asn1js.Null()), octets(imprint))
    const expected = sequence(integer(1), digest, integer(nonceInDer), new asn1js.Boolean({ value: true }))
    t.same(timestampQuery(imprint, nonce), new Uint8Array(expected.toBER()))
  })
  t.test('has a digest and a nonce of the right length', async (t) => {
    const fault = { name: 'CryptoError', code: 'malformed' }
    t.throws(() => timestampQuery(new Uint8Array(20), nonce), fault)
    t.throws(() => timestampQuery(imprint, new Uint8Array(7)), fault)
    t.throws(() => timestampQuery(imprint, new Uint8Array(33)), fault)
  })
  t.test('takes any nonce of that length, and knows it again', async (t) => {
    const ones = new Uint8Array(8).fill(255)
    for (const [odd, inDer] of [
      [new Uint8Array(8), Uint8Array.of(0)],
      [ones, Uint8Array.of(0, ...ones)],
      [Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128), Uint8Array.of(0, 128)],
      [Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 128), Uint8Array.of(1, 128)],
    ] as const) {
      t.ok(Buffer.from(timestampQuery(imprint, odd)).includes(Buffer.of(2, inDer.length, ...inDer, 1, 1, 255)))
      t.equal(readTimestamp(stamp({ nonce: inDer }), { ...checks, nonce: odd }).at, nowMs)
    }
  })
})

t.test('a stamp', async (t) => {
  t.test('tells when, by which number, policy and certificate', async (t) => {
    const tsaSha256 = readCertificate(tsa.certPem).sha256
    t.match(readTimestamp(stamp(), checks), { at: nowMs, serial: '2a', policy: '1.3.6.1.4.1.99999.1', tsaSha256 })
  })
  t.test('is for the text of a checkpoint, and can be read at any later time', async (t) => {
    const later = { tsaAnchors: anchors, nowMs: nowMs + 20 * 365 * 24 * 60 * 60 * 1000 }
    t.equal(verifyTimestamp(stamp(), noteText, later).at, nowMs)
    t.throws(
      () => verifyTimestamp(stamp(), `${noteText}\n— xa.example/log AAAA\n`, later),
      fault('timestamp', /expected/),
    )
    t.throws(() => readTimestamp(stamp(), { ...checks, nowMs: later.nowMs }), fault('timestamp', /expected one of now/))
  })
  t.test('is believed by a pin as well, and by another one not', async (t) => {
    const { sha256 } = readCertificate(tsa.certPem)
    t.equal(readTimestamp(stamp(), { ...checks, tsaAnchors: [sha256] }).at, nowMs)
    const wrong = { ...checks, tsaAnchors: [readCertificate(root.certPem).sha256] }
    t.throws(() => readTimestamp(stamp(), wrong), fault('certificate', /no anchor or pin/))
    t.throws(() => readTimestamp(stamp(), { ...checks, tsaAnchors: [] }), fault('certificate', /no anchor or pin/))
  })
  t.test('may be by an RSA key, name its certificate by SHA-1, and come with an intermediate', async (t) => {
    const issuer = await certificateOf({ name: 'time intermediate', ca: true, issuer: root })
    const rsa = await certificateOf({ name: 'time stamps', issuer, rsa: true })
    const named = sequence(
      sequence(sequence(octets(createHash('sha1').update(readCertificate(rsa.certPem).der).digest()))),
    )
    for (const [signatureOid, digestOid, digest] of [
      [stampIds.rsa, stampIds.sha256, 'sha256'],
      [stampIds.rsaSha512, stampIds.sha512, 'sha512'],
    ] as const) {
      const wishes: Partial<StampWishes> = {
        ...{ signatureOid, digestOid, digest },
        certPems: [issuer.certPem, rsa.certPem],
        attributes: ([type, digest]) =>
          [type, digest, attribute(stampIds.signingCertificate, named)] as asn1js.BaseBlock[],
      }
      t.equal(readTimestamp(stamp(wishes, rsa), checks).at, nowMs)
    }
    t.throws(
      () => readTimestamp(stamp({ signatureOid: stampIds.rsa }, rsa), checks),
      fault('certificate', /no anchor or pin/),
      'without the intermediate there is no way to the root',
    )
  })
  t.test('keeps fractions of a second down to milliseconds', async (t) => {
    const at = (fraction: string) =>
      readTimestamp(stamp({ time: timeOf(nowMs).replace('Z', `.${fraction}Z`) }), checks).at
    t.same(
      ['5', '25', '125', '1259'].map(at),
      [500, 250, 125, 125].map((ms) => nowMs + ms),
    )
  })
})

t.test('a stamp is refused', async (t) => {
  const refused = async (
    what: string,
    wishes: Partial<StampWishes>,
    message: RegExp,
    {
      code = 'timestamp',
      by = tsa,
      seen = {},
    }: { code?: 'timestamp' | 'certificate'; by?: typeof tsa; seen?: Partial<typeof checks> } = {},
  ) => t.throws(() => readTimestamp(stamp(wishes, by), { ...checks, ...seen }), fault(code, message), what)
  const critical = tagged(1, sequence(oid('1.2.3.4'), new asn1js.Boolean({ value: true }), octets(Uint8Array.of(5, 0))))
  const without = (index: number) => (each: asn1js.BaseBlock[]) => each.filter((_, at) => at !== index)
  const instead = (type: string, value: asn1js.BaseBlock) => (each: asn1js.BaseBlock[]) => [
    ...each,
    attribute(type, value),
  ]

  // what the authority says
  const rejection = sequence(integer(2), sequence(new asn1js.Utf8String({ value: 'out\nof office' })))
  await refused(
    'rejection',
    { status: rejection, withoutToken: true },
    /^the authority answered with rejection: "out\\nof office"$/,
  )
  const failing = sequence(integer(2), new asn1js.BitString({ valueHex: Uint8Array.of(0x80, 0, 0, 0x40) }))
  await refused('its failures by name', { status: failing, withoutToken: true }, /not known there: a fault of its own/)
  await refused('a rejection with a token', { status: sequence(integer(2)) }, /rejection/)
  await refused('a status that does not exist', { status: sequence(integer(9)) }, /expected a time stamp response/)
  await refused('granted, and nothing with it', { withoutToken: true }, /left it out/)

  // what is stamped
  await refused('another digest', { sha256: sha256(utf8('another')) }, /expected [0-9a-f]{64}/)
  await refused('another algorithm', { imprintOid: stampIds.sha1 }, /expected SHA-256/)
  await refused('another nonce', { nonce: Uint8Array.of(0, ...randomBytes(15)) }, /another nonce/)
  await refused('another version', { version: 2 }, /version 2/)
  await refused('a critical extension', { more: [critical] }, /1\.2\.3\.4/)
  await refused('a time to come', { time: timeOf(nowMs + 6 * 60_000) }, /still to come/)
  await refused('a time long gone', { time: timeOf(nowMs - 6 * 60_000) }, /expected one of now/)
  for (const time of ['20261121120000', '20261121120000+0100', '20260230120000Z', '202611211200Z', '20261121120000,5Z'])
    await refused(time, { time }, /names the time|expected a time stamp response/)
  const other = new x509.Name([{ CN: [{ utf8String: 'somebody else' }] }])
  const name = tagged(0, tagged(4, asn1js.fromBER(new Uint8Array(other.toArrayBuffer())).result))
  await refused('another name in the stamp', { more: [name] }, /names another authority/)

  // how it is signed
  await refused('no signed data', { tokenType: '1.2.840.113549.1.7.1' }, /expected signed data/)
  await refused('other content', { contentType: '1.2.840.113549.1.7.1' }, /expected TSTInfo/)
  await refused('nobody signs', { signers: 0 }, /0 signers/)
  await refused('two sign', { signers: 2 }, /2 signers/)
  await refused('no certificate', { certPems: [] }, /brings no certificate/)
  await refused('certificate of another', { certPems: [stranger.certPem] }, /certificate of its signer/)
  await refused('too many certificates', { certPems: Array.from({ length: 9 }, () => tsa.certPem) }, /9 certificates/)
  await refused('SHA-1', { digestOid: stampIds.sha1, digest: 'sha1' }, /digest algorithm/)
  await refused('RSA said, curve meant', { signatureOid: stampIds.rsa }, /does not go with/)
  await refused('another digest for the signature', { signatureOid: '1.2.840.10045.4.3.4' }, /does not go with/)
  await refused('unknown algorithm', { signatureOid: '1.2.3' }, /signature algorithm 1\.2\.3/)
  await refused('signed by another key', { certPems: [tsa.certPem] }, /certificate of its signer/, { by: stranger })
  await refused('attributes not signed', { attributes: () => [] }, /no signed attributes/)
  await refused('no content type', { attributes: without(0) }, /content type/)
  await refused('no digest', { attributes: without(1) }, /signed digest/)
  await refused('no certificate named', { attributes: without(2) }, /which certificate/)
  await refused('two digests', { attributes: instead(stampIds.messageDigest, octets(imprint)) }, /more than one value/)
  const wrong = sequence(sequence(sequence(octets(new Uint8Array(20)))))
  await refused(
    'another certificate named',
    { attributes: instead(stampIds.signingCertificate, wrong) },
    /names another/,
  )
  const odd = sequence(sequence(sequence(integer(5))))
  await refused('unknown form of naming', { attributes: instead(stampIds.signingCertificate, odd) }, /unknown form/)

  // who signs
  const by = async (wishes: Partial<Parameters<typeof certificateOf>[0]>) => ({
    code: 'certificate' as const,
    by: await certificateOf({ name: 'time stamps', issuer: root, ...wishes }),
  })
  const [hour, day] = [60 * 60_000, 24 * 60 * 60_000]
  await refused('another CA', {}, /no anchor or pin/, await by({ issuer: stranger }))
  await refused(
    'a CA of the same name',
    {},
    /no anchor or pin/,
    await by({ issuer: await certificateOf({ name: 'time root', ca: true }) }),
  )
  await refused('issued to itself', {}, /no anchor or pin/, {
    code: 'certificate',
    by: await certificateOf({ name: 'self' }),
  })
  await refused('expired', {}, /not valid after/, await by({ notAfterMs: nowMs - hour, notBeforeMs: nowMs - day }))
  await refused('not yet valid', {}, /not valid before/, await by({ notBeforeMs: nowMs + hour }))
  await refused('use not critical', {}, /critical/, await by({ usageCritical: false }))
  await refused('another use', {}, /expected time stamping alone/, await by({ usages: [oids.serverAuth] }))
  await refused(
    'another use besides',
    {},
    /time stamping alone/,
    await by({ usages: [oids.timeStamping, oids.clientAuth] }),
  )
  await refused('no use', {}, /no named use/, await by({ usages: [] }))
  await refused('a CA itself', {}, /certification authority/, await by({ ca: true }))
  await refused('may not sign', {}, /may not sign/, await by({ keyUsage: x509.KeyUsageFlags.keyEncipherment }))
  const forTls = await certificateOf({ name: 'tls ca', ca: true, issuer: root, usages: [oids.serverAuth] })
  const below = await by({ issuer: forTls })
  await refused('its issuer may not', { certPems: [below.by.certPem, forTls.certPem] }, /may not issue for/, below)
  const ended = await certificateOf({
    name: 'ended',
    ca: true,
    issuer: root,
    notBeforeMs: nowMs - day,
    notAfterMs: nowMs - hour,
  })
  const late = await by({ issuer: ended })
  await refused('its issuer has expired', { certPems: [late.by.certPem, ended.certPem] }, /not valid after/, late)
})

t.test('octets that are no stamp are refused, whatever they are', async (t) => {
  const good = stamp()
  const deep = Buffer.concat(Array.from({ length: 12_000 }, () => Buffer.of(0x30, 0x80)))
  const cases = {
    nothing: new Uint8Array(),
    'a text': utf8('<html>sign in</html>'),
    'a query': timestampQuery(imprint, nonce),
    'octets after it': Uint8Array.of(...good, 0),
    'the end missing': good.subarray(0, -1),
    'a hole without end': deep,
    'more than is read': new Uint8Array(maxResponseBytes + 1),
  }
  for (const [what, each] of Object.entries(cases))
    t.throws(() => readTimestamp(each, checks), { name: 'CryptoError', code: 'timestamp' }, what)
})

t.test('whatever bit is changed, what is still accepted says the same', async (t) => {
  const good = stamp()
  const expected = readTimestamp(good, checks)
  let accepted = 0
  let refused = 0
  for (let at = 0; at < good.length; at += 3) {
    const touched = good.slice()
    touched[at] = (touched[at] as number) ^ (1 << (at % 8))
    try {
      t.same(readTimestamp(touched, checks), expected, `octet ${at}`)
      accepted += 1
    } catch (error) {
      refused += 1
      if ((error as Error).name !== 'CryptoError') t.fail(`octet ${at}: ${String(error)}`)
    }
  }
  t.comment(`${refused} of ${refused + accepted} changes refused`)
  t.ok(accepted < 20, `${accepted} outside of all that is signed or means something`)
})
