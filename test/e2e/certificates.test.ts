// Certificates as real authorities issue them, and as none should, at real doors: docs/protocol.md §1 and §2.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import {
  authority,
  extensions,
  type Made,
  makeCertificate,
  name,
  type Order,
  tlsLeaf,
} from '../support/certificate-maker.ts'
import { installedPair, start } from '../support/gateways.ts'
import { type Installation, install, peer } from '../support/installation.ts'
import { knock, type Line } from '../support/partner-client.ts'

const pkcs8 = ({ privateKey }: { privateKey: KeyObject }) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const rsa = () => pkcs8(generateKeyPairSync('rsa', { modulusLength: 3072 }))
const ec = (namedCurve: string) => pkcs8(generateKeyPairSync('ec', { namedCurve }))

const uri = 'spiffe://xa.example/gateway'
const root = makeCertificate({ subject: name({ CN: 'XA root' }), key: 'rsa-2048', extensions: authority() })
const { a, b } = await installedPair(t, {
  a: { ca: { certPem: root.pem, keyPem: root.keyPem }, doorKeys: { tls: rsa(), national: ec('secp384r1') } },
  b: { doorKeys: { tls: ec('secp384r1'), national: rsa() } },
})
// Another partner of XB, in whose name the root of XA speaks.
const c = await install(join(a.folder, '../XC'), 'XC')
await peer(b, c)
const [xa, xb] = [await start(t, a), await start(t, b)]

const logOf = ({ folder }: Installation) => readFile(join(folder, 'gateway.log'), 'utf8')
async function refusalSince(length: number): Promise<string> {
  for (let tries = 0; tries < 250; tries += 1) {
    const lines = (await logOf(b)).slice(length).split('\n')
    const found = lines.find((line) => line.includes('"event":"tls.refused"'))
    if (found) return String((JSON.parse(found) as { problem: string }).problem)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return 'nothing in the log'
}

const lineWith = (leaf: Made, ...above: readonly Made[]): Line => ({
  key: leaf.keyPem,
  cert: [leaf, ...above].map(({ pem }) => pem).join(''),
  ca: b.ca.certPem,
  port: b.ports.partner,
  ciphers: 'DEFAULT@SECLEVEL=0',
})
const leafOf = (issuer: Made, more: Partial<Order> = {}) =>
  makeCertificate({ subject: name({ CN: 'gateway' }), issuer, extensions: tlsLeaf(uri), ...more })
const below = (issuer: Made, CN: string, more: Partial<Order> = {}) =>
  makeCertificate({ subject: name({ CN }), issuer, extensions: authority(), ...more })

t.test('[T12] keys of RSA and P-384 serve at both doors and call from both sides', async (t) => {
  for (const [from, to] of [
    [xa, 'XB'],
    [xb, 'XA'],
  ] as const) {
    const tested = await from.client('operator').ask('POST', `/v1/operator/partners/${to}/test`)
    t.equal(tested.status, 200, JSON.stringify(tested.json))
  }
})

const { names, purposes, usage, leaf } = extensions
const [server, client] = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']
const dayMs = 86_400_000
const withNames = (...uris: readonly string[]) => [
  ...tlsLeaf(uri).slice(0, 3),
  names(...uris.map((each) => ['uri', each] as const)),
]
const chained = (ca: Made, more: Partial<Order> = {}): readonly Made[] => [leafOf(ca, more), ca]
const [deep1, deep2, deep3] = (() => {
  const one = below(root, 'one')
  const two = below(one, 'two')
  return [one, two, below(two, 'three')] as const
})()

/** Each is refused with its own reason, which the partner never learns. */
const refusals: readonly (readonly [what: string, made: readonly Made[], reason: RegExp])[] = [
  [
    'for servers alone',
    [leafOf(root, { extensions: [leaf(), usage(0), purposes(server), names(['uri', uri])] })],
    /no extended key usage 1\.3\.6\.1\.5\.5\.7\.3\.2 \(clientAuth\), found .*serverAuth/,
  ],
  [
    'for no use in TLS',
    [leafOf(root, { extensions: [leaf(), usage(0), names(['uri', uri])] })],
    /no extended key usage .*clientAuth\), found none/,
  ],
  [
    'a key that may not sign',
    [leafOf(root, { extensions: [leaf(), usage(2), purposes(client), names(['uri', uri])] })],
    /leaf may not sign/,
  ],
  ['no URI name', [leafOf(root, { extensions: withNames() })], /names 0 URIs/],
  ['two URI names', [leafOf(root, { extensions: withNames(uri, 'spiffe://xb.example/gateway') })], /names 2 URIs/],
  [
    'a name that nobody has',
    [leafOf(root, { extensions: withNames('spiffe://xz.example/gateway') })],
    /no partner is called spiffe:\/\/xz.example/,
  ],
  [
    'XA’s root names us',
    [leafOf(root, { extensions: withNames('spiffe://xb.example/gateway') })],
    /no partner is called spiffe:\/\/xb.example/,
  ],
  [
    'XA’s root names XC, which is a partner too',
    [leafOf(root, { extensions: withNames('spiffe://xc.example/gateway') })],
    /no anchor or pin given vouches/,
  ],
  [
    'a key on another curve',
    [leafOf(root, { key: 'brainpoolP256r1' })],
    /CN=gateway has a key for authorities alone: brainpoolP256r1/,
  ],
  ['Ed448', [leafOf(root, { key: 'ed448' })], /CN=gateway has a key that is not sound: ed448/],
  [
    'another root under the same name',
    [leafOf(makeCertificate({ subject: root.subject, extensions: authority() }))],
    /no anchor or pin given vouches/,
  ],
  [
    'expired',
    [leafOf(root, { fromMs: Date.now() - 2 * dayMs, untilMs: Date.now() - dayMs })],
    /CN=gateway is not valid after/,
  ],
  ['not yet valid', [leafOf(root, { fromMs: Date.now() + dayMs })], /CN=gateway is not valid before/],
  [
    'an authority above it expired',
    chained(below(root, 'gone', { fromMs: Date.now() - 2 * dayMs, untilMs: Date.now() - dayMs })),
    /CN=gone is not valid after/,
  ],
  ['a path that is too long', [leafOf(deep3), deep3, deep2, deep1], /longer than 2 authorities below an anchor/],
  [
    'a path longer than an authority allows',
    [leafOf(deep2), deep2, below(root, 'one', { over: deep1, extensions: authority(0) })],
    /CN=one allows 0 authorities below it, found 1/,
  ],
  [
    'a name that is not permitted',
    chained(below(root, 'nc', { extensions: [...authority(), extensions.constraints([['uri', 'xb.example']])] })),
    /which the authorities above it do not permit/,
  ],
  ['RSA of 1024 bits', [leafOf(root, { key: 'rsa-1024' })], /not sound: RSA of 1024 bits/],
  ['signed with SHA-1', [leafOf(root, { hash: 'sha1' })], /CN=gateway is signed with RSA with SHA-1/],
  ['signed with MD5', [leafOf(root, { hash: 'md5' })], /CN=gateway is signed with RSA with MD5/],
  [
    'an authority with a weak key',
    chained(below(root, 'weak', { key: 'rsa-1024' })),
    /CN=weak has a key that is not sound: RSA of 1024 bits/,
  ],
  [
    'an authority without the flag',
    chained(below(root, 'plain', { extensions: [leaf(), usage(5)] })),
    /CN=plain is no certification authority/,
  ],
  [
    'an authority that may not sign',
    chained(below(root, 'mute', { extensions: [extensions.authority(), usage(0)] })),
    /CN=mute may not sign certificates/,
  ],
  [
    'an unknown critical extension',
    chained(below(root, 'odd', { extensions: [...authority(), extensions.unknown('1.3.6.1.5.5.7.1.3')] })),
    /CN=odd has critical extensions we do not follow: 1\.3\.6\.1\.5\.5\.7\.1\.3 \(qcStatements\)/,
  ],
  [
    'an authority as a leaf',
    [leafOf(root, { extensions: [...authority(), purposes(client), names(['uri', uri])] })],
    /leaf is a certification authority/,
  ],
]

t.test('[T13] each certificate that is not good MUST be refused with its own reason, in the log alone', async (t) => {
  const seen = new Map<string, string>()
  for (const [what, [first, ...above], reason] of refusals) {
    const { length } = await logOf(b)
    t.match(await knock(lineWith(first as Made, ...above)), { error: String }, what)
    const found = await refusalSince(length)
    t.match(found, reason, what)
    seen.set(what, found)
  }
  t.ok(new Set(seen.values()).size > refusals.length - 4, 'reasons differ')
})

t.test('[T14] what leads to an anchor MUST be let in, whatever else came along', async (t) => {
  const good = below(root, 'issuing', { key: 'brainpoolP256r1' })
  const past = { fromMs: Date.now() - 2 * dayMs, untilMs: Date.now() - dayMs }
  const old = makeCertificate({ subject: name({ CN: 'old root' }), extensions: authority() })
  const crossed = makeCertificate({ subject: good.subject, over: good, issuer: old, extensions: authority(), ...past })
  const odd = (['brainpoolP256r1', 'rsa-pss', 'ed448'] as const).map((key) =>
    makeCertificate({ subject: name({ CN: key }), key, extensions: authority() }),
  )
  const leaf = leafOf(good, { key: 'rsa-2048' })
  for (const above of [[good], [crossed, good], [...odd, good, root], [root, old, crossed, good, good]])
    t.match(
      await knock(lineWith(leaf, ...above)),
      { status: 200 },
      above.map(({ subject }) => Buffer.from(subject).toString('latin1').slice(-12)).join(),
    )
  const pss = below(root, 'pss', { key: 'rsa-2048', pss: true })
  t.match(await knock(lineWith(leafOf(pss, { pss: true, key: 'P-384' }), pss)), { status: 200 }, 'RSA-PSS all the way')
  const many = Array.from({ length: 33 }, () => good)
  const { length } = await logOf(b)
  t.match(await knock(lineWith(leaf, ...many)), { error: String })
  t.match(await refusalSince(length), /presented 33 certificates, at most 32/)
})
