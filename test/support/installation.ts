// Installations for tests, made as "bulla init" makes them but without its words: keys, trial CA, card, folder, peering.
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDirectory } from '../../config/directory.ts'
import { type ClientEntry, writeJson } from '../../config/shapes.ts'
import { canonicalText } from '../../crypto/canonical.ts'
import { signCard } from '../../crypto/card/card.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { importSigningKey, makeKey, publicJwk, thumbprint } from '../../crypto/jose/engine.ts'
import type { SuiteName } from '../../crypto/jose/suites.ts'
import { sha256Hex, toBase64url, utf8 } from '../../crypto/octets.ts'
import { type Authority, issue, makeCa, makeRequest } from '../../crypto/x509/authority.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import type { Agreement } from '../../gateway/model/agreement.ts'
import { shownClasses } from '../../gateway/model/terms/assurance-classes.ts'
import { freePort } from './ports.ts'

export interface Installation {
  readonly member: string
  readonly folder: string
  readonly card: Card
  readonly ca: Authority
  readonly ports: { readonly partner: number; readonly national: number }
  /** Tokens of the clients `officer` (office HQ), `approver` (HQ), `elsewhere` (office OTHER) and `operator` (all). */
  readonly tokens: Readonly<Record<'officer' | 'approver' | 'elsewhere' | 'operator', string>>
  readonly nationalCertPem: string
  readonly suite: SuiteName
}

export interface InstallationWishes {
  suite?: SuiteName
  /** PEM of the keys of both doors, where they are not on P-256. */
  doorKeys?: { readonly tls: string; readonly national: string }
  /** How long the TLS certificate lasts from now on, in milliseconds. */
  tlsMs?: number
  /** The same for the signing certificate, and the window that the card gives its key. */
  signingMs?: number
  settings?: Record<string, unknown>
  /** Another CA than its own: for the tests of mixed-up anchors. */
  ca?: Authority
  /** Where the card says the partner door is; a proxy may stand there. */
  endpointPort?: number
  /** The host there; localhost otherwise. */
  endpointHost?: string
}

const dayMs = 86_400_000
const head = 'Head of the Central Valuation Office'

/** A folder for the test that goes with it. */
export async function scratch(t: { teardown(end: () => unknown): void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bulla-test-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export async function install(folder: string, member: string, wishes: InstallationWishes = {}): Promise<Installation> {
  const { suite = 'B', tlsMs = 90 * dayMs, settings = {} } = wishes
  const now = Date.now()
  const years = { notBeforeMs: now - 3_600_000, notAfterMs: now + 365 * dayMs }
  const trustDomain = `${member.toLowerCase()}.example`
  const ca = wishes.ca ?? (await makeCa({ name: `${member} test CA`, ...years }))
  const keys = {
    tls: wishes.doorKeys?.tls ?? (await makeKey('P-256')),
    national: wishes.doorKeys?.national ?? (await makeKey('P-256')),
    signing: await makeKey(suite === 'B' ? 'P-256' : 'Ed25519'),
    encryption: await makeKey(suite === 'B' ? 'P-256' : 'X25519'),
    log: await makeKey('Ed25519'),
    next: await makeKey(suite === 'B' ? 'P-256' : 'Ed25519'),
  }
  const hosts = ['localhost', '127.0.0.1']
  const certificate = async (use: 'tls' | 'signing' | 'national', notAfterMs: number) =>
    issue({
      ca,
      use,
      notBeforeMs: years.notBeforeMs,
      notAfterMs,
      requestPem: await makeRequest({
        keyPem: keys[use],
        name: `${member} ${use}`,
        use,
        ...(use === 'tls' && { trustDomain }),
        ...(use !== 'signing' && { hosts }),
      }),
    })
  const tlsCert = await certificate('tls', now + tlsMs)
  const nationalCert = await certificate('national', years.notAfterMs)
  const signingEndMs = wishes.signingMs === undefined ? undefined : Math.floor((now + wishes.signingMs) / 1_000) * 1_000
  const signingCert = await certificate('signing', signingEndMs ?? years.notAfterMs)
  const ports = { partner: await freePort(), national: await freePort() }
  const window = {
    notBefore: new Date(years.notBeforeMs).toISOString(),
    notAfter: new Date(years.notAfterMs - 60_000).toISOString(),
  }
  const signingWindow =
    signingEndMs === undefined ? window : { ...window, notAfter: new Date(signingEndMs).toISOString() }
  const signWith = await importSigningKey(keys.signing, suite)
  const encryptionJwk = await publicJwk(keys.encryption)
  const logJwk = await publicJwk(keys.log)
  const nextKid = thumbprint(await publicJwk(keys.next))
  const der = (pem: string) => Buffer.from(readCertificate(pem).der).toString('base64')
  const card: Card = {
    v: 2,
    member,
    name: `Customs of ${member}`,
    sequence: 1,
    issuedAt: new Date(now).toISOString(),
    trustDomain,
    endpoint: `https://${wishes.endpointHost ?? 'localhost'}:${wishes.endpointPort ?? ports.partner}`,
    tls: { anchors: [der(ca.certPem)], pins: [] },
    signing: [{ kid: signWith.kid, suite, certificates: [der(signingCert)], ...signingWindow }],
    encryption: [{ kid: thumbprint(encryptionJwk), suite, jwk: encryptionJwk, ...window }],
    log: { kid: thumbprint(logJwk), jwk: logJwk },
    contact: {
      office: 'HQ',
      names: ['Contact Point'],
      email: `contact@${trustDomain}`,
      hours: '08:00-16:00',
      timeZone: 'UTC',
      languages: ['en'],
    },
    standing: {
      protection: 'Customs secrecy under domestic law.',
      verificationConfirmation: true,
      inabilities: [],
      assuranceRequired: false,
      reciprocity: { able: true, implemented: true },
    },
    profiles: ['tfa12'],
    assurance: shownClasses(),
    next: [nextKid],
  }
  await mkdir(join(folder, 'keys'), { recursive: true, mode: 0o700 })
  await mkdir(join(folder, 'next'), { recursive: true, mode: 0o700 })
  await writeFile(join(folder, 'next', `${nextKid}.key.pem`), keys.next, { mode: 0o600 })
  const secret = (name: string, text: string) => writeFile(join(folder, 'keys', name), text, { mode: 0o600 })
  await Promise.all([
    secret('tls.key.pem', keys.tls),
    secret('tls.cert.pem', tlsCert),
    secret('national.key.pem', keys.national),
    secret('national.cert.pem', nationalCert),
    secret('signing.key.pem', keys.signing),
    secret('signing.cert.pem', signingCert),
    secret('encryption.key.pem', keys.encryption),
    secret('log.key.pem', keys.log),
    secret('installation.key', toBase64url(new Uint8Array(randomBytes(32)))),
  ])
  const directory = openDirectory(folder)
  await directory.saveOwnCard(await signCard(card, signWith))
  const tokens = { officer: token(), approver: token(), elsewhere: token(), operator: token() }
  const every = ['submit', 'read', 'release', 'approve'] as const
  const clients: ClientEntry[] = [
    { id: 'officer', tokenSha256: sha256Hex(utf8(tokens.officer)), offices: ['HQ'], roles: [...every], function: head },
    {
      id: 'approver',
      tokenSha256: sha256Hex(utf8(tokens.approver)),
      offices: ['HQ'],
      roles: [...every],
      function: head,
    },
    {
      id: 'elsewhere',
      tokenSha256: sha256Hex(utf8(tokens.elsewhere)),
      offices: ['OTHER'],
      roles: [...every],
      function: head,
    },
    { id: 'operator', tokenSha256: sha256Hex(utf8(tokens.operator)), offices: 'all', roles: ['operate'] },
  ]
  await writeFile(join(folder, 'clients.json'), writeJson({ clients }), { mode: 0o600 })
  await writeFile(
    join(folder, 'bulla.json'),
    writeJson({
      MEMBER: member,
      TIME_ZONE: 'UTC',
      PARTNER_HOST: '127.0.0.1',
      PARTNER_PORT: ports.partner,
      NATIONAL_HOST: '127.0.0.1',
      NATIONAL_PORT: ports.national,
      RATE_PER_CLIENT: 100_000,
      RATE_PER_PARTNER: 100_000,
      STATEMENTS_PER_PARTNER: 100_000,
      CARDS_PER_PARTNER: 100_000,
      CASES_PER_PARTNER: 1_000_000,
      ...settings,
    }),
    { mode: 0o600 },
  )
  return { member, folder, card, ca, ports, tokens, nationalCertPem: nationalCert, suite }
}

const token = () => randomBytes(32).toString('base64url')

/** Both members have accepted the default terms in advance, so that what is given opens at once; `inAdvance: false` leaves that out. */
export type AgreementWishes = Partial<Agreement> & { readonly inAdvance?: boolean }

export const agreementBetween = (
  a: Installation,
  b: Installation,
  { inAdvance = true, ...changes }: AgreementWishes = {},
): Agreement => ({
  v: 1,
  id: `${a.member}-${b.member}-tfa12`.toLowerCase(),
  members: [a.member, b.member],
  profiles: ['tfa12'],
  suite: a.suite,
  legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
  languages: ['en'],
  from: '2020-01-01',
  parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: [] },
  terms: {},
  ...(inAdvance && { standingAcceptance: [a, b].map(({ member }) => acceptedInAdvance(member)) }),
  ...changes,
})

const acceptedInAdvance = (member: string) => ({
  member,
  officer: 'J. Example',
  role: head,
  terms: 'defaults' as const,
  until: '2099-12-31',
})

/** Each takes the other's card, and both lay down the same agreement. */
export async function peer(a: Installation, b: Installation, agreement = agreementBetween(a, b)): Promise<Agreement> {
  for (const [us, them] of [
    [a, b],
    [b, a],
  ] as const) {
    const directory = openDirectory(us.folder)
    const card = (await openDirectory(them.folder).ownCard()) ?? ''
    await directory.savePartner({
      member: them.member,
      state: 'active',
      card,
      addedAt: new Date().toISOString(),
      words: [],
    })
    await directory.saveAgreement({ id: agreement.id, text: canonicalText(agreement) })
  }
  return agreement
}

/** Other entries for clients that are there. */
export async function changed(
  { folder }: Pick<Installation, 'folder'>,
  changes: Readonly<Record<string, object>>,
): Promise<void> {
  const file = join(folder, 'clients.json')
  const { clients } = JSON.parse(await readFile(file, 'utf8')) as { clients: { id: string }[] }
  await writeFile(file, JSON.stringify({ clients: clients.map((each) => ({ ...each, ...changes[each.id] })) }))
}
