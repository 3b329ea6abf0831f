// Our keys, certificates and card: whether they belong together and how long they hold.

import { readAboutUs } from '../../config/about.ts'
import type { Config } from '../../config/settings.ts'
import { canonicalText } from '../../crypto/canonical.ts'
import type { Card } from '../../crypto/card.ts'
import {
  type Certificate,
  readCertificate,
  verifyPeerCertificate,
  verifySigningCertificate,
} from '../../crypto/certificates.ts'
import { publicJwk, thumbprint } from '../../crypto/engine.ts'
import { isThere } from '../../disk/there.ts'
import type { Keys } from '../installation.ts'
import { type Desk, faultsOf, messageOf } from './desk.ts'
import { type Finding, lapse, note, wrong } from './finding.ts'
import { type CertificateUse, certificatesIn, placesIn, readGiven } from './installation.ts'
import { cardOf, readOwnCard } from './own-card.ts'

const refresh = 'bulla card refresh, then send card.jws to your partners'

export async function checkKeys({ MEMBER }: Config, desk: Desk): Promise<Finding[]> {
  const nowMs = desk.now()
  const places = placesIn(desk.folder)
  let keys: Keys
  try {
    keys = await desk.readKeys(desk.folder)
  } catch (error) {
    // Wrong modes have findings of their own already.
    const faults = faultsOf(error).filter((fault) => !fault.includes('chmod'))
    if (faults.length === 0) return []
    return [
      wrong(places.keys, faults.join('; '), 'put the file back from a backup, or have requests/ signed and installed'),
    ]
  }
  const findings = [
    ...(await checkPair('tls', keys.tls, desk)),
    ...(await checkPair('national', keys.national, desk)),
    ...(keys.signing[0] ? await checkPair('signing', keys.signing[0], desk) : []),
  ]
  const own = await readOwnCard(desk.folder, nowMs).catch((error: unknown) => {
    findings.push(wrong(places.card, messageOf(error), refresh))
    return undefined
  })
  if (!own) {
    if (!(await isThere(places.card)))
      findings.push(wrong(places.card, 'there is no card of ours', 'bulla card refresh'))
    return findings
  }
  if (own.card.member !== MEMBER)
    findings.push(
      wrong(
        places.card,
        `it is the card of ${own.card.member}, bulla.json says ${MEMBER}`,
        'put the right one of the two back',
      ),
    )
  if (findings.some(({ level }) => level === 'wrong')) return findings
  return [...findings, ...(await checkCard(MEMBER, own.card, keys, desk))]
}

async function checkPair(
  use: CertificateUse,
  { keyPem, certPem }: { keyPem: string; certPem: string },
  desk: Desk,
): Promise<Finding[]> {
  const file = placesIn(desk.folder).certificate(use)
  const fix = `bulla card renew (trial CA), or have requests/${use}.csr.pem signed and run: bulla card install --${use} <file>`
  let leaf: Certificate
  let kid: string
  try {
    leaf = readCertificate(certificatesIn(certPem)[0] ?? '')
    kid = thumbprint(await publicJwk(keyPem))
    if (thumbprint(leaf.jwk) !== kid) return [wrong(file, `it is over another key than ${use}.key.pem`, fix)]
  } catch (error) {
    return [wrong(file, messageOf(error), fix)]
  }
  if (desk.now() < leaf.notBeforeMs)
    return [
      wrong(
        file,
        `not valid before ${new Date(leaf.notBeforeMs).toISOString()}`,
        'set the clock of this machine right, or wait',
      ),
    ]
  const lapses = lapse(file, leaf.notAfterMs, desk.now(), fix)
  if (use !== 'signing' || lapses.some(({ level, found }) => level === 'wrong' && found.startsWith('lapsed')))
    return lapses
  try {
    const chain = certificatesIn(certPem).map((pem) => readCertificate(pem).der)
    verifySigningCertificate(chain, { kid, nowMs: desk.now() })
    return lapses
  } catch (error) {
    return [...lapses, wrong(file, `not fit for signing: ${messageOf(error)}`, fix)]
  }
}

async function checkCard(member: string, card: Card, keys: Keys, desk: Desk): Promise<Finding[]> {
  const [nowMs, places] = [desk.now(), placesIn(desk.folder)]
  const anchors = (await isThere(places.anchor))
    ? certificatesIn(await readGiven(places.anchor, 'CA certificates'))
    : []
  const about = await readAboutUs(desk.folder)
  const next = await cardOf(member, { about, keys, anchors, older: card, nowMs })
  const differing = members.filter((name) => said(card, name) !== said(next, name))
  const ofKeys = differing.filter((name) => keyMembers.has(name))
  return [
    ...(ofKeys.length > 0
      ? [wrong(places.card, `it differs from the keys in keys/ (${ofKeys.join(', ')})`, refresh)]
      : []),
    ...(differing.length > ofKeys.length
      ? [
          note(
            places.card,
            `it differs from card.json (${differing.filter((name) => !keyMembers.has(name)).join(', ')})`,
            refresh,
          ),
        ]
      : []),
    ...checkTls(card, keys, desk),
    ...card.encryption
      .slice(0, 1)
      .flatMap(({ kid, notAfter }) => lapse(`encryption key ${kid}`, Date.parse(notAfter), nowMs, refresh)),
    ...(await checkTrialCa(anchors, desk)),
  ]
}

/** What a card says in one member; of encryption keys which, as a refresh may give them a new window. */
const said = (card: Card, name: (typeof members)[number]): string =>
  canonicalText(name === 'encryption' ? card.encryption.map(({ kid }) => kid) : (card[name] ?? null))

/** All of a card but its version, sequence and date. */
const members = [
  'member',
  'name',
  'trustDomain',
  'endpoint',
  'contact',
  'standing',
  'profiles',
  'assurance',
  'tls',
  'signing',
  'encryption',
  'log',
] as const
const keyMembers: ReadonlySet<string> = new Set(['tls', 'signing', 'encryption', 'log'])

function checkTls({ tls, trustDomain }: Card, keys: Keys, desk: Desk): Finding[] {
  const [leaf, ...presented] = certificatesIn(keys.tls.certPem).map((pem) => readCertificate(pem).der)
  try {
    for (const use of ['client', 'server'] as const)
      verifyPeerCertificate({
        leaf: leaf ?? new Uint8Array(),
        presented,
        anchors: tls.anchors.map((der) => Buffer.from(der, 'base64')),
        pins: tls.pins,
        trustDomain,
        nowMs: desk.now(),
        use,
      })
    return []
  } catch (error) {
    return [
      wrong(
        placesIn(desk.folder).certificate('tls'),
        `partners would not take it: ${messageOf(error)}`,
        'install a certificate that fits the card, or run: bulla card refresh',
      ),
    ]
  }
}

async function checkTrialCa(anchors: readonly string[], desk: Desk): Promise<Finding[]> {
  const places = placesIn(desk.folder)
  if (!(await isThere(places.trialCaKey))) return []
  const trial = readCertificate(certificatesIn(await readGiven(places.trialCaCertificate, 'the trial CA'))[0] ?? '')
  if (!anchors.some((pem) => readCertificate(pem).sha256 === trial.sha256)) return []
  return [
    note(
      'trial CA',
      'our certificates come from the private trial CA, whose key lies on this machine',
      'for real use have requests/ signed by your CA and run "bulla card install"',
    ),
  ]
}
