import { generateKeyPairSync } from 'node:crypto'
import t, { type Test } from 'tap'
import { makeKey, publicJwk, thumbprint } from '../../../crypto/jose/engine.ts'
import { concat } from '../../../crypto/octets.ts'
import { type Authority, issue, makeCa, makeRequest, spiffeId } from '../../../crypto/x509/authority.ts'
import {
  publicKeyIn,
  readAnchor,
  readCertificate,
  verifySigningCertificate,
} from '../../../crypto/x509/certificates.ts'
import { type PeerChecks, verifyPeerCertificate } from '../../../crypto/x509/peer-certificate.ts'
import { makeParty, nowMs } from '../../support/parties.ts'
import { authorityBelow, leafOf } from './chains.ts'

const dayMs = 24 * 60 * 60 * 1000
const validity = { notBeforeMs: nowMs - dayMs, notAfterMs: nowMs + 30 * dayMs }
const [xa, xb] = await Promise.all([makeParty('XA'), makeParty('XB')])
const der = (pem: string) => readCertificate(pem).der
const leaf = der(xa.tls.certPem)
const atServer: PeerChecks = {
  leaf,
  presented: [leaf],
  anchors: [der(xa.ca.certPem)],
  pins: [],
  trustDomain: xa.trustDomain,
  nowMs,
  use: 'client',
}
const refused = { name: 'CryptoError', code: 'certificate' }

t.test('Making certificates', async (t) => {
  t.test('[X1] issues what a request asks for and its use allows', async (t) => {
    const tls = readCertificate(xa.tls.certPem)
    t.match(tls, { subject: 'CN=XA gateway', issuer: 'CN=XA root', uris: ['spiffe://xa.example/gateway'] })
    t.equal(tls.notAfterMs, nowMs + 365 * dayMs)
    t.equal(thumbprint(publicKeyIn(tls)), thumbprint(await publicJwk(xa.tls.keyPem)))
    t.same(readCertificate(tls.der), tls, 'from DER as from PEM')
    const keyPem = await makeKey('Ed25519')
    const requestPem = await makeRequest({
      keyPem,
      name: 'declarations',
      use: 'national',
      hosts: ['10.0.0.1', 'decl.example'],
    })
    const national = readCertificate(await issue({ ca: xa.ca, requestPem, use: 'national', ...validity }))
    t.same(national.uris, [])
    t.not(national.serial, tls.serial)
    t.match(national.serial, /^[4-7][0-9a-f]{31}$/, 'positive and long')
  })

  t.test('[X2] MUST hold names against the use', async (t) => {
    const keyPem = await makeKey('P-256')
    const base = { keyPem, name: 'x' }
    await t.rejects(makeRequest({ ...base, use: 'tls' }), refused, 'tls without a trust domain')
    await t.rejects(makeRequest({ ...base, use: 'signing', trustDomain: 'xa.example' }), refused)
    await t.rejects(makeRequest({ ...base, use: 'signing', hosts: ['xa.example'] }), refused)
    await t.rejects(makeRequest({ ...base, use: 'tls', trustDomain: 'XA/../x' }), refused)
    const tls = await makeRequest({ ...base, use: 'tls', trustDomain: 'xa.example' })
    const signing = await makeRequest({ ...base, use: 'signing' })
    await t.rejects(
      issue({ ca: xa.ca, requestPem: tls, use: 'national', ...validity }),
      refused,
      'a gateway’s name for a national system',
    )
    await t.rejects(issue({ ca: xa.ca, requestPem: tls, use: 'signing', ...validity }), refused)
    await t.rejects(issue({ ca: xa.ca, requestPem: signing, use: 'tls', ...validity }), refused)
  })

  t.test('[X3] MUST take nothing from a request that its key did not sign', async (t) => {
    const requestPem = await makeRequest({ keyPem: await makeKey('P-256'), name: 'XA signing', use: 'signing' })
    const body = Buffer.from(requestPem.split('\n').slice(1, -1).join(''), 'base64')
    const at = body.indexOf('XA signing')
    body[at] = 'Z'.charCodeAt(0)
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${body.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
    await t.rejects(issue({ ca: xa.ca, requestPem: forged, use: 'signing', ...validity }), refused)
    await t.rejects(issue({ ca: xa.ca, requestPem: 'x', use: 'signing', ...validity }), refused)
  })

  t.test('[X4] writes names as they are', async (t) => {
    for (const name of ['Zoll "Amt", Nord', '#1 a+b=c', ' Ärzte 漢字\\']) {
      const { certPem } = await makeCa({ name, ...validity })
      const { subject } = readCertificate(certPem)
      t.equal(subject.replace(/^CN=/, '').replace(/\\(.)/g, '$1'), name)
    }
    for (const name of ['', 'x'.repeat(65), 'a\nb']) await t.rejects(makeCa({ name, ...validity }), refused)
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
    const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    await t.rejects(makeRequest({ keyPem, name: 'x', use: 'signing' }), { code: 'algorithm' })
    await t.rejects(makeRequest({ keyPem: 'x', name: 'x', use: 'signing' }), { code: 'malformed' })
  })

  t.test('[X5] MUST read one certificate and nothing else', async (t) => {
    for (const [why, no] of Object.entries({
      nothing: '',
      text: 'certificate',
      'two in PEM': `${xa.tls.certPem}\n${xb.tls.certPem}`,
      'octets after it': concat(leaf, Uint8Array.of(0)),
      'cut off': leaf.subarray(0, -1),
      'a key': xa.tls.keyPem,
    })) {
      t.throws(() => readCertificate(no), refused, why)
    }
  })
})

t.test('The peer of a TLS session', async (t) => {
  const peer = (otherwise: Partial<PeerChecks>) => () => verifyPeerCertificate({ ...atServer, ...otherwise })
  const refuses = (t: Test, why: string, message: RegExp, otherwise: Partial<PeerChecks>) =>
    t.throws(() => verifyPeerCertificate({ ...atServer, ...otherwise }), { ...refused, message }, why)

  t.test('[X6] is the member whose anchor or pin vouches for the leaf', async (t) => {
    const { sha256, notAfterMs } = readCertificate(leaf)
    t.match(verifyPeerCertificate(atServer), { sha256, notAfterMs, uri: spiffeId('xa.example') })
    t.match(verifyPeerCertificate({ ...atServer, use: 'server' }), { sha256 })
    t.match(verifyPeerCertificate({ ...atServer, anchors: [], pins: [sha256] }), { sha256 }, 'pinned')
    refuses(t, 'neither', /no anchor or pin/, { anchors: [] })
    refuses(t, 'the root of another member', /no anchor or pin/, { anchors: [der(xb.ca.certPem)] })
    refuses(t, 'another pin', /no anchor or pin/, { anchors: [], pins: ['ab'.repeat(32)] })
    refuses(t, 'no certificate', /expected one/, { leaf: new Uint8Array() })
  })

  t.test('[X7] MUST have exactly the one URI name of the member, also when pinned', async (t) => {
    refuses(t, 'a certificate of another member', /expected exactly spiffe:\/\/xb.example/, {
      trustDomain: 'xb.example',
    })
    const { sha256 } = readCertificate(leaf)
    refuses(t, 'pinned', /expected exactly/, { trustDomain: 'xb.example', pins: [sha256] })
    const ofXb = await leafOf(xa.ca, { uris: [spiffeId('xb.example')] })
    refuses(t, 'XA’s root names XB', /expected exactly spiffe:\/\/xa.example/, { leaf: ofXb })
    t.doesNotThrow(peer({ leaf: ofXb, trustDomain: 'xb.example' }), 'which is why roots are never pooled')
    const two = await leafOf(xa.ca, { uris: [spiffeId('xa.example'), spiffeId('xb.example')] })
    refuses(t, 'two names', /expected exactly/, { leaf: two })
    refuses(t, 'no name', /URI names \[\]/, { leaf: await leafOf(xa.ca, { uris: [] }) })
  })

  t.test('[X8] MUST be in its dates, as each certificate above it', async (t) => {
    refuses(t, 'not yet', /not valid before/, { nowMs: nowMs - 2 * dayMs })
    refuses(t, 'no longer', /not valid after/, { nowMs: nowMs + 366 * dayMs })
    const short = await makeCa({ name: 'short', notBeforeMs: nowMs - 2 * dayMs, notAfterMs: nowMs - dayMs })
    const ofShort = await leafOf(short, {})
    refuses(t, 'anchor expired', /CN=short is not valid after/, { leaf: ofShort, anchors: [der(short.certPem)] })
    const { notAfterMs } = verifyPeerCertificate(atServer)
    t.doesNotThrow(peer({ nowMs: notAfterMs }), 'valid to the last instant')
    t.throws(peer({ nowMs: notAfterMs + 1000 }))
  })

  t.test('[X9] MUST be a leaf for this use', async (t) => {
    refuses(t, 'a root', /certification authority/, { leaf: der(xa.ca.certPem) })
    refuses(t, 'a signing certificate', /extended key usage/, { leaf: der(xa.signing.certPem) })
    const serverOnly = await leafOf(xa.ca, { usages: ['serverAuth'] })
    refuses(t, 'for servers only', /extended key usage 1.3.6.1.5.5.7.3.2/, { leaf: serverOnly })
    t.doesNotThrow(peer({ leaf: serverOnly, use: 'server' }))
    refuses(t, 'may not sign', /may not sign/, { leaf: await leafOf(xa.ca, { keyUsage: 'keyEncipherment' }) })
    refuses(t, 'a critical extension we do not know', /1.2.3.4/, {
      leaf: await leafOf(xa.ca, { unknownCritical: true }),
    })
    refuses(t, 'a weak key', /not sound: RSA of 1024 bits/, { leaf: await leafOf(xa.ca, { rsaBits: 1024 }) })
    t.doesNotThrow(peer({ leaf: await leafOf(xa.ca, { rsaBits: 2048 }) }), 'RSA of 2048 bits')
  })

  t.test('[X10] MUST have a path of at most two intermediates that may issue', async (t) => {
    const chain = async (length: number, root: Authority, otherwise = {}) => {
      const authorities = [root]
      for (let index = 0; index < length; index += 1) {
        authorities.push(await authorityBelow(authorities.at(-1) as Authority, `intermediate ${index}`, otherwise))
      }
      const presented = authorities.slice(1).map(({ certPem }) => der(certPem))
      return { leaf: await leafOf(authorities.at(-1) as Authority, {}), presented, anchors: [der(root.certPem)] }
    }
    const root = await authorityBelow(undefined, 'free root', {})
    for (const length of [0, 1, 2]) t.doesNotThrow(peer(await chain(length, root)), `${length} intermediates`)
    const two = await chain(2, root)
    t.doesNotThrow(peer({ ...two, presented: two.presented.toReversed() }), 'in any order')
    refuses(t, 'three intermediates', /longer than 2 authorities/, await chain(3, root))
    refuses(t, 'one missing', /no anchor or pin/, { ...two, presented: two.presented.slice(0, 1) })
    refuses(t, 'below a root of path length 0', /allows 0 authorities below it, found 1/, await chain(1, xa.ca))
    refuses(t, 'an intermediate that is none', /is no certification authority/, await chain(1, root, { ca: false }))
    refuses(
      t,
      'one that may not sign',
      /may not sign certificates/,
      await chain(1, root, { keyUsage: 'digitalSignature' }),
    )
    const silent = await authorityBelow(undefined, 'silent root', { keyUsage: 'none' })
    t.doesNotThrow(peer(await chain(0, silent)), 'a root without the extension may sign (RFC 5280 §6.1.4 n)')
    t.doesNotThrow(peer(await chain(1, root, { keyUsage: 'none' })), 'as may an authority below it')
    t.doesNotThrow(() => readAnchor(der(silent.certPem)))
    const mute = await authorityBelow(undefined, 'mute root', { keyUsage: 'digitalSignature' })
    t.throws(() => readAnchor(der(mute.certPem)), /may not sign certificates/)
    refuses(
      t,
      'no extension and no CA',
      /is no certification authority/,
      await chain(1, root, { ca: false, keyUsage: 'none' }),
    )
    refuses(t, 'one with name constraints', /do not permit/, await chain(1, root, { nameConstraints: true }))
    refuses(t, 'one for other uses', /may not issue/, await chain(1, root, { usages: ['serverAuth'] }))
    refuses(t, 'too many', /presented 33/, { presented: Array.from({ length: 33 }, () => leaf) })
    const impostor = await authorityBelow(undefined, 'XA root', {})
    refuses(
      t,
      'another key under the same name',
      /no anchor or pin given .* CN=leaf: .* CN=XA root, and the anchor of that name did not sign CN=leaf/,
      {
        leaf: await leafOf(impostor, {}),
      },
    )
    const another = { ...(await chain(0, silent)), anchors: [der(xa.ca.certPem)] }
    const unsigned =
      /no anchor or pin given .* CN=leaf: its path ends at CN=silent root, the anchors given are CN=XA root/
    refuses(t, 'an anchor that did not sign it', unsigned, another)
    refuses(t, 'nor when its root comes along', unsigned, { ...another, presented: [der(silent.certPem)] })
  })
})

t.test('A signing certificate', async (t) => {
  const signing: Uint8Array = der(xa.signing.certPem)
  const kid = xa.signing.key.kid
  const verify =
    (chain: Uint8Array[], otherwise = {}) =>
    () =>
      verifySigningCertificate(chain, { kid, nowMs, ...otherwise })

  t.test('[X11] MUST name the key, be meant for signing, be in its dates, and chain', async (t) => {
    t.equal(verify([signing])().notAfterMs, nowMs + 365 * dayMs)
    t.doesNotThrow(verify([signing, der(xa.ca.certPem)]))
    t.throws(verify([signing], { kid: xb.signing.key.kid }), refused, 'another key')
    t.throws(verify([signing], { nowMs: nowMs + 366 * dayMs }), refused, 'expired')
    t.throws(verify([signing], { nowMs: nowMs - 2 * dayMs }), refused, 'not yet')
    t.doesNotThrow(verify([der(xb.ca.certPem), signing]), 'what does not lie on the path means nothing')
    t.throws(verify([]), refused, 'none')
    t.throws(verify(Array(33).fill(signing)), refused, 'too many')
    const tlsKid = thumbprint(await publicJwk(xa.tls.keyPem))
    t.throws(verify([leaf], { kid: tlsKid }), refused, 'a TLS certificate')
    for (const wrong of [{ keyUsage: 'digitalSignature' }, { usages: ['clientAuth'] }] as const) {
      const certificate = await leafOf(xa.ca, { uris: [], usages: [], keyUsage: 'signing', ...wrong })
      const other = thumbprint(publicKeyIn(readCertificate(certificate)))
      t.throws(verify([certificate], { kid: other }), refused, JSON.stringify(wrong))
    }
  })
})
