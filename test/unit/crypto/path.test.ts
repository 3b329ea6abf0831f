// docs/protocol.md §1, certificates: the one rule by which a path is found, for TLS and for signing.
import { X509Certificate } from 'node:crypto'
import t, { type Test } from 'tap'
import { CryptoError } from '../../../crypto/fault.ts'
import { publicJwk, thumbprint } from '../../../crypto/jose/engine.ts'
import { readCertificate, signingPath, verifySigningCertificate } from '../../../crypto/x509/certificates.ts'
import { prepareText } from '../../../crypto/x509/names.ts'
import { verifyPeerCertificate } from '../../../crypto/x509/peer-certificate.ts'
import {
  authority,
  extensions,
  type GeneralName,
  type Made,
  makeCertificate,
  name,
  signer,
  tlsLeaf,
} from '../../support/certificate-maker.ts'
import { seededRandom } from '../../support/random.ts'

const uri = 'spiffe://xa.example/gateway'
const nowMs = Date.now()
const dayMs = 86_400_000
const rootName = name({ C: 'XA', O: 'Government', CN: 'Root' })
const root = makeCertificate({ subject: rootName, extensions: authority() })
const below = (issuer: Made, CN: string, more: Partial<Parameters<typeof makeCertificate>[0]> = {}) =>
  makeCertificate({ subject: name({ CN }), issuer, extensions: authority(), ...more })
const leafOf = (issuer: Made, more: Partial<Parameters<typeof makeCertificate>[0]> = {}) =>
  makeCertificate({ subject: name({ CN: 'gateway' }), issuer, extensions: tlsLeaf(uri), ...more })

const judge = (leaf: Made, presented: readonly Made[], anchors: readonly Made[] = [root]) =>
  verifyPeerCertificate({
    leaf: leaf.der,
    presented: presented.map(({ der }) => der),
    anchors: anchors.map(({ der }) => der),
    pins: [],
    trustDomain: 'xa.example',
    nowMs,
    use: 'client',
  })
const takes = (t: Test, why: string, leaf: Made, presented: readonly Made[], anchors?: readonly Made[]) =>
  t.doesNotThrow(() => judge(leaf, presented, anchors), why)
const refuses = (
  t: Test,
  why: string,
  message: RegExp,
  leaf: Made,
  presented: readonly Made[],
  anchors?: readonly Made[],
) => t.throws(() => judge(leaf, presented, anchors), { name: 'CryptoError', code: 'certificate', message }, why)
const pathNames = (leaf: Made, presented: readonly Made[], anchors?: readonly Made[]) =>
  judge(leaf, presented, anchors).path.map(({ sha256 }) => sha256)
const digests = (...made: readonly Made[]) => made.map(({ der }) => readCertificate(der).sha256)

t.test('[X12] order, extra and double certificates MUST mean nothing', async (t) => {
  const [a, other] = [below(root, 'A'), makeCertificate({ subject: name({ CN: 'other' }), extensions: authority() })]
  const b = below(a, 'B')
  const leaf = leafOf(b)
  for (const presented of [
    [a, b],
    [b, a],
    [leaf, other, b, b, a, root, a, leaf],
  ])
    t.same(pathNames(leaf, presented), digests(leaf, b, a, root))
  const mine = leafOf(b, { extensions: signer() })
  const ours = thumbprint(await publicJwk(mine.keyPem))
  for (const came of [
    [mine, b, a, root],
    [root, other, a, mine, b, b],
  ])
    t.same(
      signingPath(
        came.map(({ der }) => der),
        { kid: ours, nowMs },
      ).certificates.map(({ sha256 }) => sha256),
      digests(mine, b, a, root),
      'for signing as for TLS',
    )
})

t.test('an odd certificate beside the path spoils nothing [13]', async (t) => {
  const leaf = leafOf(root)
  const odd = (['brainpoolP256r1', 'rsa-pss', 'ed448', 'rsa-1024'] as const).map((key) =>
    makeCertificate({ subject: name({ CN: `odd ${key}` }), key, extensions: authority() }),
  )
  const unreadable = { ...leaf, der: leaf.der.subarray(0, 200) }
  const sameName = (['brainpoolP256r1', 'rsa-pss', 'ed448'] as const).map((key) =>
    makeCertificate({ subject: rootName, key, extensions: authority() }),
  )
  takes(t, 'beside the path', leaf, [...odd, unreadable])
  takes(t, 'among the anchors', leaf, odd, [...odd, unreadable, root])
  takes(t, 'several authorities of one name while one takes over', leaf, sameName, [...sameName, root])
  const kid = thumbprint(await publicJwk(leaf.keyPem))
  const mine = makeCertificate({ subject: name({ CN: 'signing' }), issuer: root, over: leaf, extensions: signer() })
  t.doesNotThrow(() =>
    verifySigningCertificate(
      [...odd, unreadable, mine].map(({ der }) => der),
      { kid, nowMs },
    ),
  )
})

t.test('[X13] authorities of RSA, RSA-PSS, brainpool and NIST curves vouch, by SHA-2 alone', async (t) => {
  for (const key of [
    'rsa-2048',
    'rsa-4096',
    'P-384',
    'P-521',
    'brainpoolP256r1',
    'brainpoolP384r1',
    'ed25519',
    'rsa-pss',
  ] as const) {
    const anchor = makeCertificate({ subject: name({ CN: key }), key, extensions: authority() })
    takes(t, key, leafOf(anchor), [], [anchor])
  }
  const rsa = makeCertificate({ subject: name({ CN: 'RSA' }), key: 'rsa-2048', extensions: authority() })
  for (const hash of ['sha256', 'sha384', 'sha512'] as const)
    takes(t, `PSS ${hash}`, leafOf(rsa, { pss: true, hash }), [], [rsa])
  refuses(
    t,
    'PSS with SHA-1',
    /signed with RSASSA-PSS with a digest of no kind we take/,
    leafOf(rsa, { pss: true, hash: 'sha1' }),
    [],
    [rsa],
  )
  refuses(t, 'SHA-1', /signed with RSA with SHA-1/, leafOf(rsa, { hash: 'sha1' }), [], [rsa])
  refuses(t, 'MD5', /signed with RSA with MD5/, leafOf(rsa, { hash: 'md5' }), [], [rsa])
  const weak = below(rsa, 'weak', { hash: 'sha1' })
  refuses(t, 'SHA-1 above the leaf', /CN=weak is signed with RSA with SHA-1/, leafOf(weak), [weak], [rsa])
  const old = makeCertificate({ subject: name({ CN: 'old' }), key: 'rsa-2048', hash: 'sha1', extensions: authority() })
  takes(t, 'nobody looks at who signed an anchor', leafOf(old), [], [old])
  for (const [key, message] of [
    ['brainpoolP256r1', /key for authorities alone: brainpoolP256r1/],
    ['rsa-pss', /key for authorities alone: RSA-PSS of 2048 bits/],
    ['rsa-1024', /not sound: RSA of 1024 bits/],
    ['ed448', /not sound: ed448/],
  ] as const)
    refuses(t, key, message, leafOf(root, { key }), [])
  for (const key of ['rsa-2048', 'rsa-3072', 'P-384', 'P-521', 'ed25519'] as const)
    takes(t, key, leafOf(root, { key }), [])
})

t.test('[X14] names MUST be compared as RFC 5280 §7.1 says', async (t) => {
  const kinds = ['utf8', 'printable', 'teletex', 'bmp'] as const
  for (const kind of kinds) {
    const text = kind === 'printable' ? 'Zoll Amt' : 'Zoll Ämt'
    const anchor = makeCertificate({ subject: name({ C: 'XA', O: text }, kind), extensions: authority() })
    for (const as of kinds.filter((each) => kind === 'printable' || each !== 'printable')) {
      const written = { ...anchor, subject: name({ C: 'xa', O: `  ${text.toUpperCase().replace(' ', '   ')} ` }, as) }
      takes(t, `${kind} named in ${as}`, leafOf(written), [], [anchor])
    }
  }
  const other = { ...root, subject: name({ C: 'XA', O: 'Government', CN: 'Roots' }) }
  refuses(t, 'another name', /no anchor or pin/, leafOf(other), [])
  for (const [a, b] of [
    ['Straße', 'STRASSE'],
    ['ﬁsc', 'FISC'],
    ['a\u00a0 b', 'A B'],
    ['so\u00adft', 'SOFT'],
    ['e\u0301', 'É'],
  ] as const)
    t.equal(prepareText(a), prepareText(b), a)
  t.not(prepareText('a b'), prepareText('ab'))
})

t.test('[X15] cross certificates: a valid path MUST be found where there is one', async (t) => {
  const past = { fromMs: nowMs - 90 * dayMs, untilMs: nowMs - dayMs }
  const [g1, g2] = ['G1', 'G2'].map((CN) => makeCertificate({ subject: name({ CN }), extensions: authority() })) as [
    Made,
    Made,
  ]
  const g2ByG1 = makeCertificate({ subject: g2.subject, over: g2, issuer: g1, extensions: authority(), ...past })
  const issuing = below(g2, 'issuing')
  const issuingByG1 = makeCertificate({
    subject: issuing.subject,
    over: issuing,
    issuer: g1,
    extensions: authority(),
    ...past,
  })
  const leaf = leafOf(issuing)
  const crossed = [issuingByG1, g2ByG1, issuing, g1]
  t.same(pathNames(leaf, crossed, [g2]), digests(leaf, issuing, g2))
  t.same(pathNames(leaf, crossed, [g1, g2]), digests(leaf, issuing, g2), 'also where the old root is believed')
  refuses(t, 'only what has ended leads to the old root', /not valid after/, leaf, crossed, [g1])
  const mine = makeCertificate({ subject: name({ CN: 's' }), issuer: issuing, extensions: signer() })
  const kid = thumbprint(await publicJwk(mine.keyPem))
  const path = (came: readonly Made[]) =>
    signingPath(
      came.map(({ der }) => der),
      { kid, nowMs },
    ).certificates.map(({ sha256 }) => sha256)
  t.same(path([mine, ...crossed, g2]), digests(mine, issuing, g2))
  t.same(path([mine, issuingByG1, g2ByG1, issuing]), digests(mine, issuing), 'as far as issuers came along')
  t.throws(() => path([mine, issuingByG1]), { code: 'certificate', message: /not valid after/ })
})

t.test('[X16] name constraints MUST be followed', async (t) => {
  const ip = (...octets: number[]): GeneralName => ['ip', Uint8Array.from(octets)]
  const constrained = (permitted: readonly GeneralName[], excluded: readonly GeneralName[] = []) =>
    below(root, 'constrained', { extensions: [...authority(), extensions.constraints(permitted, excluded)] })
  const good: [string, readonly GeneralName[], readonly GeneralName[]][] = [
    [
      'the host of the URI',
      [
        ['uri', 'xa.example'],
        ['dns', 'localhost'],
      ],
      [],
    ],
    ['all below a domain', [['uri', '.example']], []],
    ['another form says nothing of these', [['email', 'gov.example']], [['dns', 'gov.example']]],
    ['the directory', [['directory', name({ CN: 'GATEWAY' })]], []],
  ]
  for (const [why, permitted, excluded] of good) {
    const ca = constrained(permitted, excluded)
    takes(t, why, leafOf(ca), [ca])
  }
  const bad: [string, readonly GeneralName[], readonly GeneralName[], RegExp][] = [
    [
      'another host',
      [['uri', 'xb.example']],
      [],
      /URI "spiffe:\/\/xa.example\/gateway", which the authorities above it do not permit/,
    ],
    ['below a host is not the host', [['uri', '.xa.example']], [], /do not permit/],
    ['an excluded domain', [], [['dns', 'localhost']], /DNS "localhost", which the authorities above it exclude/],
    ['an excluded host', [], [['uri', '.example']], /exclude/],
    ['another directory', [['directory', name({ C: 'XA' })]], [], /directory name/],
    ['an excluded directory', [], [['directory', name({ CN: 'gateway' })]], /exclude/],
  ]
  for (const [why, permitted, excluded, message] of bad) {
    const ca = constrained(permitted, excluded)
    refuses(t, why, message, leafOf(ca), [ca])
    const kidless = below(ca, 'between')
    refuses(t, `${why}, from two above`, message, leafOf(kidless), [ca, kidless])
  }
  const net = constrained([ip(10, 0, 0, 0, 255, 0, 0, 0)])
  const at = (address: GeneralName) =>
    leafOf(net, { extensions: [...tlsLeaf(uri).slice(0, 3), extensions.names(['uri', uri], address)] })
  takes(t, 'an address within', at(ip(10, 1, 2, 3)), [net])
  refuses(t, 'an address without', /IP 11.1.2.3/, at(ip(11, 1, 2, 3)), [net])
  const anchor = makeCertificate({
    subject: name({ CN: 'own' }),
    extensions: [...authority(), extensions.constraints([['uri', 'xb.example']])],
  })
  refuses(t, 'an anchor constrains too', /do not permit/, leafOf(anchor), [], [anchor])
})

t.test('[X17] policies MUST be followed', async (t) => {
  const [p, q] = ['2.16.840.1.999.1', '2.16.840.1.999.2']
  const any = '2.5.29.32.0'
  const { policies, policyConstraints, inhibitAny, mappings } = extensions
  const ca = (...more: ReturnType<typeof policies>[]) =>
    below(root, 'policed', { extensions: [...authority(), ...more] })
  const of = (issuer: Made, ...more: ReturnType<typeof policies>[]) =>
    leafOf(issuer, { extensions: [...tlsLeaf(uri), ...more] })
  const demanding = ca(policies(p), policyConstraints(0))
  takes(t, 'one policy along the path', of(demanding, policies(p)), [demanding])
  refuses(t, 'another one', /CN=gateway has no policy that holds/, of(demanding, policies(q)), [demanding])
  refuses(t, 'none', /no policy that holds/, of(demanding), [demanding])
  const free = ca(policies(p))
  takes(t, 'nobody demands one', of(free, policies(q)), [free])
  const anyone = ca(policies(any), policyConstraints(0))
  takes(t, 'any', of(anyone, policies(q)), [anyone])
  const inhibited = ca(policies(p), policyConstraints(0), inhibitAny(0))
  takes(t, 'any inhibited, the same named', of(inhibited, policies(p)), [inhibited])
  refuses(t, 'any inhibited', /no policy that holds/, of(inhibited, policies(any)), [inhibited])
  const mapped = ca(policies(p), policyConstraints(0), mappings([p, q]))
  takes(t, 'mapped', of(mapped, policies(q)), [mapped])
  refuses(t, 'mapped away', /no policy that holds/, of(mapped, policies(p)), [mapped])
  const strict = ca(policies(p), policyConstraints(0, 0))
  const unmapped = below(strict, 'low', { extensions: [...authority(), policies(p), mappings([p, q])] })
  refuses(t, 'mapping inhibited', /no policy that holds/, of(unmapped, policies(q)), [strict, unmapped])
  const later = ca(policies(p), policyConstraints(2))
  takes(t, 'demanded further down than we go', of(later), [later])
})

t.test('an unknown critical extension is refused by its name, with what to ask for', async (t) => {
  const odd = below(root, 'odd', { extensions: [...authority(), extensions.unknown('1.3.6.1.5.5.7.1.3')] })
  try {
    judge(leafOf(odd), [odd])
    t.fail('taken')
  } catch (error) {
    t.match(
      (error as CryptoError).message,
      /CN=odd has critical extensions we do not follow: 1\.3\.6\.1\.5\.5\.7\.1\.3 \(qcStatements\)/,
    )
    t.match(
      (error as CryptoError).advice,
      /ask the CA for a certificate of CN=odd in which .*qcStatements.* is left out, or not marked as critical/,
    )
  }
  const plain = below(root, 'plain', { extensions: [...authority(), extensions.unknown('1.3.6.1.5.5.7.1.3', false)] })
  takes(t, 'not critical', leafOf(plain), [plain])
})

t.test('[X18] a hostile chain MUST cost no more than 64 signatures', async (t) => {
  const same = name({ CN: 'same' })
  const all: Made[] = []
  for (let index = 0; index < 30; index += 1)
    all.push(
      makeCertificate({ subject: same, issuer: { ...(all.at(-1) ?? root), subject: same }, extensions: authority() }),
    )
  const leaf = leafOf({ ...(all.at(-1) as Made), subject: same })
  const made = t.capture(X509Certificate.prototype, 'verify', X509Certificate.prototype.verify)
  t.throws(() => judge(leaf, all), { code: 'certificate' })
  const signatures = made().length
  t.ok(signatures > 0 && signatures <= 64, `${signatures} signatures`)
  t.throws(
    () =>
      judge(
        leaf,
        Array.from({ length: 33 }, () => root),
      ),
    { message: /presented 33 certificates, at most 32/ },
  )
})

t.test('a certificate that was changed anywhere fails as one fault', async (t) => {
  const { seed, random: drawn } = seededRandom()
  t.comment(`BULLA_SEED=${seed}`)
  const random = (below: number) => Math.floor(drawn() * below)
  const ca = below(root, 'fuzzed', {
    extensions: [
      ...authority(),
      extensions.constraints([
        ['uri', 'xa.example'],
        ['ip', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
      ]),
      extensions.policies('2.5.29.32.0'),
      extensions.policyConstraints(1, 1),
    ],
  })
  const leaf = leafOf(ca)
  for (let round = 0; round < 1_500; round += 1) {
    const [what, kept] = round % 2 === 0 ? [leaf, ca] : [ca, leaf]
    const der = what.der.slice()
    for (let times = 0; times <= random(3); times += 1) der[random(der.length)] = random(256)
    const changed = { ...what, der: random(8) === 0 ? der.subarray(0, random(der.length)) : der }
    try {
      judge(round % 2 === 0 ? changed : kept, round % 2 === 0 ? [kept] : [changed])
    } catch (error) {
      if (!(error instanceof CryptoError)) t.fail(`round ${round}: ${String(error)}`)
    }
  }
  t.pass('nothing but CryptoError')
})
