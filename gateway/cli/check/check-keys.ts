// Our keys, certificates and card: whether they belong together and how long they hold.
import { readFile } from 'node:fs/promises'
import { readAboutUs } from '../../../config/about.ts'
import type { Config } from '../../../config/settings.ts'
import { canonicalText } from '../../../crypto/canonical.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { thumbprint } from '../../../crypto/jose/engine.ts'
import { isOverKey, publicKeyIn, readCertificate, verifySigningCertificate } from '../../../crypto/x509/certificates.ts'
import { verifyPeerCertificate } from '../../../crypto/x509/peer-certificate.ts'
import type { Certificate } from '../../../crypto/x509/x509.ts'
import { isThere } from '../../../disk/there.ts'
import { messageOf } from '../../installation/complaint.ts'
import { type CardDraft, waitingDraft } from '../../installation/draft.ts'
import { nextKeysIn } from '../../installation/next-keys.ts'
import { cardOf, readOwnCard } from '../../installation/own-card.ts'
import { type CertificateUse, certificatesIn, certificateUses, placesIn, readGiven } from '../../installation/places.ts'
import { revokedIn } from '../../installation/revoked-keys.ts'
import type { Keys } from '../../ports/installation.ts'
import { type Desk, faultsOf } from '../program/desk.ts'
import { renewal } from './check-validities.ts'
import { type Finding, guarded, note, wrong } from './finding.ts'

const refresh = 'bulla card refresh; a running gateway shows the card to partners by itself'

/** Looks at each by itself, so that nothing that is wrong hides what lapses beside it. */
export async function checkKeys(config: Config, desk: Desk): Promise<Finding[]> {
  const { MEMBER } = config
  const places = placesIn(desk.folder)
  const findings: Finding[] = []
  let faults: readonly string[] = []
  const keys = await desk.readKeys(desk.folder).catch((error: unknown) => {
    faults = faultsOf(error)
    return undefined
  })
  for (const use of certificateUses) findings.push(...(await guarded(use, () => checkPair(use, desk))))
  // Wrong modes have findings of their own already, and so has what is wrong with a key and its
  // certificate.
  const told = (fault: string) => fault.includes('chmod') || findings.some(({ about }) => fault.startsWith(`${about}:`))
  findings.unshift(...faults.filter((fault) => !told(fault)).map(findingOf))
  const own = await readOwnCard(desk.folder).catch((error: unknown) => {
    findings.push(wrong(places.card, messageOf(error), refresh))
    return undefined
  })
  if (own) findings.push(...(await checkCard(MEMBER, own.card, keys, desk)))
  else if (!(await isThere(places.card)))
    findings.push(wrong(places.card, 'there is no card of ours', 'bulla card refresh'))
  return [...findings, ...(await guarded('trial CA', () => checkTrialCa(desk)))]
}

/**
 * What `readKeys` says of a file: the file, what was found, and behind the last semicolon how to
 * mend it.
 */
function findingOf(fault: string): Finding {
  const [, file = '', found = fault, fix] = /^(.*?): (.*?)(?:; ([^;]*))?$/s.exec(fault) ?? []
  return wrong(file, found, fix ?? 'put the file back from a backup, or have requests/ signed and installed')
}

/** A file that is not there, or closed to us, is told with the keys. */
const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)

async function checkPair(use: CertificateUse, desk: Desk): Promise<Finding[]> {
  const places = placesIn(desk.folder)
  const [file, fix] = [places.certificate(use), renewal(use)]
  const [keyPem, certPem] = await Promise.all([textOf(places.key(use)), textOf(file)])
  if (certPem === undefined) return []
  const leaf = certificateOf(certPem)
  if (!leaf) return [wrong(file, 'it holds no certificate that can be read', fix)]
  const fit = keyPem === undefined ? true : fits(leaf, keyPem)
  return [
    ...(typeof fit === 'string' ? [wrong(places.key(use), fit, 'put the key back from a backup')] : []),
    ...(fit === false ? [wrong(file, `it is over another key than ${use}.key.pem`, fix)] : []),
    ...(use === 'signing' ? checkSigning(file, certPem, leaf, desk, fix) : []),
  ]
}

/** Whether the two belong together; what is wrong with the key where that cannot be said. */
function fits(leaf: Certificate, keyPem: string): boolean | string {
  try {
    return isOverKey(leaf, keyPem)
  } catch (error) {
    return messageOf(error)
  }
}

function certificateOf(certPem: string): Certificate | undefined {
  try {
    return readCertificate(certificatesIn(certPem)[0] ?? '')
  } catch {
    return undefined
  }
}

/** Fit for what it is for while it lasts: that it has ended, or not begun, is told by itself. */
const within = ({ notBeforeMs, notAfterMs }: Certificate, nowMs: number): number =>
  Math.min(Math.max(nowMs, notBeforeMs), notAfterMs - 1)

function checkSigning(file: string, certPem: string, leaf: Certificate, desk: Desk, fix: string): Finding[] {
  try {
    const chain = certificatesIn(certPem).map((pem) => readCertificate(pem).der)
    verifySigningCertificate(chain, { kid: thumbprint(publicKeyIn(leaf)), nowMs: within(leaf, desk.now()) })
    return []
  } catch (error) {
    return [wrong(file, `not fit for signing: ${messageOf(error)}`, fix)]
  }
}

async function checkCard(member: string, card: Card, keys: Keys | undefined, desk: Desk): Promise<Finding[]> {
  const places = placesIn(desk.folder)
  return [
    ...(card.member === member
      ? []
      : [
          wrong(
            places.card,
            `it is the card of ${card.member}, bulla.json says ${member}`,
            'put the right one of the two back',
          ),
        ]),
    ...(keys ? await guarded(places.card, () => checkDifference(member, card, keys, desk)) : []),
    ...(await guarded(places.next, () => checkNext(card, desk))),
    ...(await guarded(places.revoked, () => checkRevoked(desk))),
    ...(await guarded(places.certificate('tls'), () => checkTls(card, desk))),
  ]
}

/** Whoever holds a next key is the member from the next card on. */
async function checkNext({ next }: Card, { folder }: Desk): Promise<Finding[]> {
  const places = placesIn(folder)
  if (next.length === 0)
    return [
      wrong(
        places.card,
        'it is of version 1 and names no next key, so no card can follow it but by the words',
        'bulla card refresh, then have your partners compare its words: bulla partner add --replace',
      ),
    ]
  const here = (await nextKeysIn(places.next)).filter(({ kid }) => next.includes(kid))
  return here.map(({ kid }) =>
    note(
      places.next,
      `next key ${kid} lies on this machine: whoever takes its disk takes the member`,
      'for real use keep it elsewhere: bulla keys ceremony, docs/operations.md says how',
    ),
  )
}

/** Until a card says so, partners take what a stolen key makes. */
async function checkRevoked({ folder }: Desk): Promise<Finding[]> {
  const { card, cardDraft } = placesIn(folder)
  const drafted = (await waitingDraft(folder))?.draft.revoked ?? []
  return (await revokedIn(folder)).map(({ kid }) =>
    wrong(
      card,
      `key ${kid} is to be revoked, and no card of ours says so yet`,
      drafted.some((each) => each.kid === kid)
        ? ceremonyOf(cardDraft)
        : 'bulla card refresh; where the next key lies elsewhere, take the draft to the ceremony and bring the answer back',
    ),
  )
}

/**
 * Against the card that would have been made on the day of this one: what has lapsed since is told
 * by itself.
 */
async function checkDifference(member: string, card: Card, keys: Keys, desk: Desk): Promise<Finding[]> {
  const places = placesIn(desk.folder)
  const about = await readAboutUs(desk.folder)
  const anchors = await anchorsOf(desk)
  const next = await cardOf(member, { about, keys, anchors, older: card, nowMs: Date.parse(card.issuedAt) })
  const differing = members.filter((name) => said(card, name) !== said(next, name))
  const ofKeys = differing.filter((name) => keyMembers.has(name))
  const others = differing.filter((name) => !keyMembers.has(name))
  const fix = (await waits(next, desk)) ? ceremonyOf(places.cardDraft) : refresh
  return [
    ...(ofKeys.length > 0 ? [wrong(places.card, `it differs from the keys in keys/ (${ofKeys.join(', ')})`, fix)] : []),
    ...(others.length > 0 ? [note(places.card, `it differs from card.json (${others.join(', ')})`, fix)] : []),
  ]
}

/** Whether what the card should say waits for a ceremony already. */
async function waits(next: CardDraft, { folder }: Desk): Promise<boolean> {
  const draft = (await waitingDraft(folder))?.draft
  return draft !== undefined && members.every((name) => said(draft, name) === said(next, name))
}

const ceremonyOf = (draft: string): string =>
  `the draft waits for the next key: take ${draft} to the ceremony, and bring the answer back with "bulla card refresh --signed"`

async function anchorsOf({ folder }: Desk): Promise<string[]> {
  const { anchor } = placesIn(folder)
  return (await isThere(anchor)) ? certificatesIn(await readGiven(anchor, 'CA certificates')) : []
}

/**
 * What a card says in one member; of encryption keys which, as a refresh may give them a new
 * window.
 */
const said = (card: CardDraft, name: (typeof members)[number]): string =>
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

async function checkTls({ tls, trustDomain }: Card, desk: Desk): Promise<Finding[]> {
  const file = placesIn(desk.folder).certificate('tls')
  const certPem = (await textOf(file)) ?? ''
  const leaf = certificateOf(certPem)
  if (!leaf) return []
  const presented = certificatesIn(certPem)
    .slice(1)
    .map((pem) => readCertificate(pem).der)
  const refusals = (['client', 'server'] as const).flatMap((use) => {
    try {
      verifyPeerCertificate({
        leaf: leaf.der,
        presented,
        anchors: tls.anchors.map((der) => Buffer.from(der, 'base64')),
        pins: tls.pins,
        trustDomain,
        nowMs: within(leaf, desk.now()),
        use,
      })
      return []
    } catch (error) {
      return [messageOf(error)]
    }
  })
  return [...new Set(refusals)].map((refusal) =>
    wrong(
      file,
      `partners would not take it: ${refusal}`,
      'install a certificate that fits the card, or run: bulla card refresh',
    ),
  )
}

async function checkTrialCa(desk: Desk): Promise<Finding[]> {
  const places = placesIn(desk.folder)
  if (!(await isThere(places.trialCaKey))) return []
  const trial = readCertificate(certificatesIn(await readGiven(places.trialCaCertificate, 'the trial CA'))[0] ?? '')
  if (!(await anchorsOf(desk)).some((pem) => readCertificate(pem).sha256 === trial.sha256)) return []
  return [
    note(
      'trial CA',
      'our certificates come from the private trial CA, whose key lies on this machine',
      'for real use have requests/ signed by your CA and run "bulla keys import"',
    ),
  ]
}
