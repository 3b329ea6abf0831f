// `bulla keys revoke`: a key that somebody else may have. A new one takes its place at once, our
// next card names the old one as revoked, and its certificate is put on the list of its CA.
import { readAboutUs } from '../../../config/about.ts'
import { loadConfig } from '../../../config/load.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { heldChain } from '../../../crypto/card/chain.ts'
import { clockToleranceMs } from '../../../crypto/instants.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { suites } from '../../../crypto/jose/suites.ts'
import { isOverKey, readCertificate } from '../../../crypto/x509/certificates.ts'
import { type CrlReason, crlReasons } from '../../../crypto/x509/revoked/issue-crl.ts'
import type { Certificate } from '../../../crypto/x509/x509.ts'
import { isThere } from '../../../disk/there.ts'
import { refused } from '../../installation/complaint.ts'
import { readOwnCard, refreshOwnCard, suiteOf } from '../../installation/own-card.ts'
import { certifyOwnKeys, namingOf } from '../../installation/own-keys.ts'
import { certificatesIn, changeKeys, placesIn, readGiven, writeSecret } from '../../installation/places.ts'
import { destroyRetired, retire, retiredIn } from '../../installation/retired.ts'
import { type KeyFile, keyFilesOf, revokedIn, saveRevoked } from '../../installation/revoked-keys.ts'
import { sayRefreshed } from '../card/card.ts'
import { certificatesOver, revokeAtTrialCa } from '../card/trial-revocation.ts'
import { type Command, choice, operand, type Words } from '../program/command.ts'
import { type Desk, done, type Outcome, wrongUse } from '../program/desk.ts'

const uses = ['tls', 'signing', 'encryption', 'log'] as const
type Use = (typeof uses)[number]
/** What a card names, and its list of revoked keys. */
type Named = Exclude<Use, 'tls'>

export const keysRevoke: Command = {
  usage: 'keys revoke <use>',
  summary: 'a key was stolen: put a new one in its place at once, and have the old one refused everywhere',
  details: `<use> is tls, signing, encryption or log. All keys of this use that lie here are revoked, those that were replaced before too; --kid revokes one, also one that was destroyed here.
There is no overlap. Our next card is made without them and names them as revoked, and the running gateway shows it to every partner by itself.
The trial CA puts certificates on its list, which goes to partners over the line; for another CA it is said what to do.
Statements that a revoked key signed and that are recorded from --since on are told as doubtful by "bulla verify".
A key that is revoked already may be given an earlier --since with --kid: partners are told, and the earlier of both counts. A later one changes nothing.
A log key signs beside the new one until "bulla keys rotate log --finish", as partners that have not our newest card yet know no other.
Where the next key lies elsewhere, the draft of the card waits for the ceremony, and nothing is in force before it comes back.`,
  options: [
    { flags: '--kid <kid>', describe: 'only this key of the use, as "bulla keys status" names it' },
    {
      flags: '--since <instant>',
      describe: 'since when somebody else may have had it, such as 2026-11-21T20:42:36Z (now)',
    },
    { flags: '--reason <reason>', describe: 'what its CA is told: key-compromise (as it is) or superseded' },
  ],
  examples: [
    'bulla keys revoke signing',
    'bulla keys revoke encryption --since 2026-11-20T08:00:00Z',
    'bulla keys revoke signing --kid <kid> --since 2026-11-19T08:00:00Z',
    'bulla keys revoke log',
    'bulla keys revoke tls',
  ],
  async run(words, desk) {
    const named = operand(words, 0)
    const use = uses.find((each) => each === named)
    if (use === undefined) throw wrongUse(`there is no key for ${JSON.stringify(named)}`, `one of ${uses.join(', ')}`)
    const reason = choice(words, 'reason', Object.keys(crlReasons) as CrlReason[]) ?? 'key-compromise'
    const since = sinceIn(words, desk)
    return changeKeys(desk.folder, `bulla keys revoke ${use}`, () =>
      use === 'tls' ? revokeTls(reason, desk) : revokeNamed(use, { since, reason, kid: words.text('kid') }, desk),
    )
  },
}

function sinceIn(words: Words, { now }: Desk): string {
  const said = words.text('since')
  const atMs = said === undefined ? now() : Date.parse(said)
  if (said !== undefined && !/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(said))
    throw wrongUse(`--since must be an instant, found ${JSON.stringify(said)}`, 'such as 2026-11-21T20:42:36Z')
  if (Number.isNaN(atMs) || atMs > now() + clockToleranceMs)
    throw wrongUse(`--since must be an instant that has passed, found ${JSON.stringify(said)}`)
  return new Date(atMs).toISOString()
}

interface Revoking {
  readonly since: string
  readonly reason: CrlReason
  readonly kid: string | undefined
}

/** Signing, encryption and log keys are what the card names. */
async function revokeNamed(use: Named, how: Revoking, desk: Desk): Promise<Outcome> {
  const { MEMBER } = loadConfig(desk.folder, desk.env)
  const known = new Set((await readOwnCard(desk.folder))?.card.revoked?.map(({ kid }) => kid))
  const files = (await keyFilesOf(use, desk.folder)).filter(({ kid }) => !known.has(kid))
  const begun = how.kid === undefined ? await begunIn(desk.folder, files) : []
  const stolen = begun.length > 0 ? begun : files.filter(({ kid }) => how.kid === undefined || kid === how.kid)
  if (stolen.length === 0) return revokeGone(use, how, desk)
  const current = stolen.some(({ name }) => name === use)
  if (current && use === 'signing') await demandCertified(stolen, desk)
  // Whatever comes in between: the next card is made without them.
  await saveRevoked(
    desk.folder,
    stolen.map(({ kid }) => ({ kid, since: how.since })),
  )
  const certificates = use === 'signing' ? await certificatesOfAll(stolen, desk.folder) : []
  if (current) await replaceNow(use, MEMBER, desk)
  else if (begun.length > 0 && use === 'signing') await certifyWhereBroken(MEMBER, desk)
  await revokeCertificates(certificates, how.reason, desk)
  const own = await refreshOwnCard(MEMBER, desk)
  const end = use === 'log' ? '; it goes with "bulla keys rotate log --finish"' : ', and destroyed here'
  const kids = [...new Set(stolen.map(({ kid }) => kid))]
  // What was said before it broke off counts, where it is earlier.
  const sinceOf = (kid: string) => own.card.revoked?.find((each) => each.kid === kid)?.since ?? how.since
  for (const kid of kids) desk.say(`${use} key ${kid} is revoked since ${sinceOf(kid)}${end}`)
  sayRefreshed(own, desk)
  return done({ revoked: kids, since: sinceOf(kids[0] ?? ''), sequence: own.card.sequence })
}

/**
 * Said again after it broke off, or while the card waits for its ceremony, it goes on: the key that
 * took the place of the stolen one was stolen by nobody. `--kid` names it where it was.
 */
async function begunIn(folder: string, files: readonly KeyFile[]): Promise<readonly KeyFile[]> {
  const noted = await revokedIn(folder)
  return files.filter(({ kid }) => noted.some((each) => each.kid === kid))
}

/** What is destroyed here may lie in a backup that was taken: cards that we hold still name it. */
async function revokeGone(use: Named, { kid, since, reason }: Revoking, desk: Desk) {
  const { MEMBER } = loadConfig(desk.folder, desk.env)
  const cards = (await heldChain((await readOwnCard(desk.folder))?.chain ?? '')).map(({ trusted }) => trusted.card)
  const named = (card: Card): readonly { readonly kid: string; readonly certificates?: readonly string[] }[] =>
    use === 'log' ? [card.log] : card[use]
  const entries = cards.flatMap(named).filter((entry) => entry.kid === kid)
  const before = cards.at(-1)?.revoked?.find((each) => each.kid === kid)
  if (kid !== undefined && before && Date.parse(since) >= Date.parse(before.since))
    throw refused(
      `key ${kid} is revoked since ${before.since} already, and the earlier of both counts`,
      'where somebody else had it earlier, say since when: --since <instant>',
    )
  if (kid === undefined || (entries.length === 0 && !before))
    throw refused(
      `no ${use} key ${kid ?? ''} lies here, and no card of ours that is kept names it`,
      '"bulla keys status" lists the keys',
    )
  await saveRevoked(desk.folder, [{ kid, since }])
  const leaves = entries.flatMap(({ certificates: [leaf] = [] }) => (leaf === undefined ? [] : [leaf]))
  const certificates = [...new Set(leaves)].map((der) => readCertificate(Buffer.from(der, 'base64')))
  await revokeCertificates(certificates, reason, desk)
  const own = await refreshOwnCard(MEMBER, desk)
  desk.say(
    before
      ? `${use} key ${kid} is revoked since ${since} now, and not since ${before.since}`
      : `${use} key ${kid} is revoked since ${since}; it was destroyed here before`,
  )
  sayRefreshed(own, desk)
  return done({ revoked: [kid], since, sequence: own.card.sequence })
}

/** A card has a signing key, so the one that takes its place has to be certified first. */
async function demandCertified(stolen: readonly KeyFile[], { folder }: Desk): Promise<void> {
  if (await isThere(placesIn(folder).trialCaKey)) return
  throw refused(
    'there is no trial CA here that would certify a new signing key',
    'at once: have your CA revoke the certificate, and lay its list into crls/: partners refuse the key within a minute of it',
    'then: "bulla keys request signing", have it signed, "bulla keys import <file>"',
    `then: "bulla keys revoke signing --kid ${stolen[0]?.kid}"`,
  )
}

/** Each once, however many names it lies under. */
async function certificatesOfAll(
  stolen: readonly Pick<KeyFile, 'name' | 'keyPem'>[],
  folder: string,
): Promise<readonly Certificate[]> {
  const { certificate } = placesIn(folder)
  const found = stolen.map(({ name, keyPem }) => certificatesOver(keyPem, certificate(name), folder))
  return [...new Map((await Promise.all(found)).flat().map((each) => [each.sha256, each])).values()]
}

/**
 * The old key stays beside it until the card is there: a start in between finds keys that fit the
 * card.
 */
async function replaceNow(use: Use, member: string, desk: Desk): Promise<void> {
  const { folder } = desk
  const places = placesIn(folder)
  const suite = await suiteOf(await readGiven(places.key('signing'), 'our signing key'))
  const { signingKey, curve } = suites[suite]
  const kinds = { tls: 'P-256', signing: signingKey, encryption: curve, log: 'Ed25519' } as const
  const pem = await makeKey(kinds[use])
  await retire(use, folder)
  await writeSecret(places.key(use), pem)
  if (use !== 'encryption' && use !== 'log') await certifyNow(use, member, desk)
}

/** It may have broken off between the new key and its certificate. */
async function certifyWhereBroken(member: string, desk: Desk): Promise<void> {
  const { key, certificate } = placesIn(desk.folder)
  const keyPem = await readGiven(key('signing'), 'our signing key')
  const [leaf = ''] = certificatesIn(await readGiven(certificate('signing'), 'our certificate'))
  if (!isOverKey(readCertificate(leaf), keyPem)) await certifyNow('signing', member, desk)
}

async function certifyNow(use: 'signing' | 'tls', member: string, { folder, env, now }: Desk): Promise<void> {
  const settings = loadConfig(folder, env)
  await certifyOwnKeys(folder, namingOf(member, await readAboutUs(folder), settings), now(), [use])
}

/** Our card names the CA, not the key: the list of the CA is what has it refused. */
async function revokeTls(reason: CrlReason, desk: Desk): Promise<Outcome> {
  const { MEMBER, TLS_ISSUER } = loadConfig(desk.folder, desk.env)
  const places = placesIn(desk.folder)
  if (TLS_ISSUER === 'acme')
    throw refused('the issuer of tls is an ACME server, which revokes', 'bulla keys renew tls --revoke key-compromise')
  if (!(await isThere(places.trialCaKey)) || !(await isThere(places.anchor)))
    throw refused(
      'there is no trial CA here that would certify a new TLS key',
      'at once: have your CA revoke the certificate, and lay its list into crls/: partners close its connections within a minute',
      'then: "bulla keys request tls", have it signed, "bulla keys import <file>"',
    )
  const certificates = await certificatesOfAll(await tlsFilesIn(desk.folder), desk.folder)
  await replaceNow('tls', MEMBER, desk)
  // The list first: what is destroyed is found by nobody who says it again.
  sayCa(await revokeAtTrialCa(certificates, { ...desk, nowMs: desk.now(), reason }), desk)
  await destroyRetired(desk.folder, ['tls'], desk.now())
  desk.say(
    `the TLS key is replaced, and ${certificates.length} certificates over the old one are revoked by the trial CA (${reason})`,
    'A running gateway gives the list to every partner by itself, and they close what the old key opened.',
  )
  return done({ revoked: certificates.map(({ serial }) => serial), reason })
}

/** The key in use, and those before it; a revocation that broke off leaves one, too. */
async function tlsFilesIn(folder: string): Promise<readonly Pick<KeyFile, 'name' | 'keyPem'>[]> {
  const retired = (await retiredIn(folder)).filter(({ use }) => use === 'tls')
  const names = ['tls', ...retired.map(({ use, number }) => `${use}-${number}`)]
  return Promise.all(
    names.map(async (name) => ({ name, keyPem: await readGiven(placesIn(folder).key(name), 'our TLS key') })),
  )
}

/** Encryption and log keys have none, and the list stays as it is. */
async function revokeCertificates(certificates: readonly Certificate[], reason: CrlReason, desk: Desk): Promise<void> {
  if (certificates.length > 0) sayCa(await revokeAtTrialCa(certificates, { ...desk, nowMs: desk.now(), reason }), desk)
}

function sayCa(elsewhere: readonly Certificate[], { say }: Desk): void {
  for (const { subject, serial } of elsewhere)
    say(
      `Tell its CA to revoke the certificate ${serial} of ${subject.replaceAll('\n', ', ')} (key compromise), and lay its list into crls/`,
    )
}
