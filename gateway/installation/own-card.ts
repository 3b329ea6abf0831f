// Makes our card out of card.json and the keys that lie in the folder.

import { type AboutUs, readAboutUs } from '../../config/about.ts'
import { openDirectory } from '../../config/directory.ts'
import { writeJson } from '../../config/shapes.ts'
import { readCard, signCard } from '../../crypto/card/card.ts'
import { type Card, readCardShape } from '../../crypto/card/card-shape.ts'
import { believedAgain, chainWith, heldChain, newestIn } from '../../crypto/card/chain.ts'
import { revokedWith } from '../../crypto/card/revoked.ts'
import { succeed } from '../../crypto/card/succession.ts'
import { fingerprint } from '../../crypto/card/words.ts'
import { dayMs, iso } from '../../crypto/instants.ts'
import { importSigningKey, publicJwk, thumbprint } from '../../crypto/jose/engine.ts'
import type { SuiteName } from '../../crypto/jose/suites.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import { removeDurably } from '../../disk/durable.ts'
import { isThere } from '../../disk/there.ts'
import { demandAdmissible } from '../flows/trust/admit-card.ts'
import { lowered } from '../model/terms/assurance-classes.ts'
import type { Keys } from '../ports/installation.ts'
import { messageOf, refused } from './complaint.ts'
import { type CardDraft, isAlike, waitingDraft } from './draft.ts'
import { endOwnNextKey, makeNextKey, type NextKey, nextKeysIn } from './next-keys.ts'
import { earlyMs } from './own-keys.ts'
import { certificatesIn, changeKeys, type Making, placesIn, readGiven, writePublic } from './places.ts'
import { destroyRevoked, revokedIn } from './revoked-keys.ts'
import { demandHeld, demandNew, namedElsewhere } from './signed-card.ts'

/** Encryption keys have no certificate to say how long; the card says it. */
const encryptionDays = 730
const renewDays = 60

export interface OwnCard {
  /** The newest one. */
  readonly jws: string
  /** With those before it, as partners take it: one JWS a line, the newest last. */
  readonly chain: string
  readonly card: Card
  readonly words: readonly string[]
}

const ownCardOf = (chain: string, card: Card): OwnCard => ({
  ...{ chain, card },
  jws: newestIn(chain),
  words: fingerprint(card),
})

/**
 * Our card as it lies in card.jws, or undefined. It is ours, so it is believed even when its keys
 * have lapsed since.
 */
export async function readOwnCard(folder: string): Promise<OwnCard | undefined> {
  const chain = await openDirectory(folder).ownCard()
  if (chain === undefined) return undefined
  try {
    return ownCardOf(chain, (await believedAgain(newestIn(chain))).card)
  } catch (error) {
    throw refused(`${placesIn(folder).card}: ${messageOf(error)}`, 'make it anew with "bulla card refresh"')
  }
}

/** Who may sign the card after the one that is made now. */
interface Authority {
  /** Thumbprints of keys that lie elsewhere, in the place of those that lie here. */
  readonly next?: readonly string[]
}

/**
 * Makes the next card and lays it down. Partners that hold the one before take it, because a key
 * that this one named signs it.
 * @throws a complaint where that key lies elsewhere; then the draft waits in requests/.
 */
export const refreshOwnCard = (member: string, desk: Making, authority: Authority = {}): Promise<OwnCard> =>
  changeKeys(desk.folder, 'our card made anew', () => makeNext(member, desk, authority))

async function makeNext(member: string, desk: Making, authority: Authority): Promise<OwnCard> {
  const { folder } = desk
  const [draft, older] = [await draftOwnCard(member, desk), await readOwnCard(folder)]
  const begins = older === undefined || older.card.next.length === 0
  const held = await nextKeysIn(placesIn(folder).next)
  const by = held.find(({ kid }) => older?.card.next.includes(kid))
  if (!begins && by === undefined) {
    if (authority.next) throw namedElsewhere(older.card)
    throw await askedElsewhere(draft, older.jws, folder)
  }
  const next = await nextOf({ older: older?.card, held, by, folder }, draft, authority)
  const card: Card =
    begins || by === undefined ? { ...draft, next } : await succeed({ ...draft, next }, { older: older.card, by })
  const made = await layDown(card, begins ? undefined : older, desk)
  for (const { kid } of held) if (!card.next.includes(kid)) await endOwnNextKey(kid, desk)
  // What was drafted before follows a card that is not the newest any more.
  const { cardDraft } = placesIn(folder)
  if (await isThere(cardDraft)) await removeDurably(cardDraft)
  return made
}

/** Our card, where card.json and the keys that lie here say nothing else than it does. */
export async function unchangedCard(member: string, desk: Making): Promise<OwnCard | undefined> {
  const own = await readOwnCard(desk.folder)
  if (own === undefined) return undefined
  const { next: _next, succession: _succession, ...told } = own.card
  const draft = await draftOwnCard(member, desk)
  return isAlike({ ...told, v: draft.v, sequence: draft.sequence }, draft) ? own : undefined
}

/**
 * Lays down the card that a ceremony elsewhere has signed. The key that signed it is destroyed by
 * then, so whatever follows our card and names keys that lie here is taken, also where another
 * draft has been made since.
 * @param signed the card with its succession.
 * @returns our card, and whether card.json and the keys say something else by now.
 */
export const installSignedCard = (member: string, signed: unknown, desk: Making): Promise<Installed> =>
  changeKeys(desk.folder, 'a signed card laid down', () => install(member, signed, desk))

interface Installed {
  readonly own: OwnCard
  readonly outdated: boolean
}

async function install(member: string, signed: unknown, desk: Making): Promise<Installed> {
  const { cardDraft } = placesIn(desk.folder)
  const [older, card] = [await readOwnCard(desk.folder), readCardShape(signed)]
  if (older === undefined) throw refused('there is no card of ours that it could follow', 'bulla card refresh')
  demandNew(card, older.card)
  await demandHeld(card, await desk.readKeys(desk.folder))
  const today = await draftOwnCard(member, desk, card.encryption)
  const own = await layDown(card, older, desk)
  if (await isThere(cardDraft)) await removeDurably(cardDraft)
  const { next: _next, succession: _succession, ...told } = card
  return { own, outdated: !isAlike(told, today) }
}

/** @param windowed encryption keys that were given their window before, by a card or a draft */
async function draftOwnCard(
  member: string,
  { folder, now, readKeys }: Making,
  windowed?: Card['encryption'],
): Promise<CardDraft> {
  const places = placesIn(folder)
  const [about, keys] = [await readAboutUs(folder), await readKeys(folder)]
  const older = (await readOwnCard(folder))?.card
  const anchors = (await isThere(places.anchor))
    ? certificatesIn(await readGiven(places.anchor, 'CA certificates'))
    : []
  const revoked = await revokedIn(folder)
  const drafted = windowed ?? (await waitingDraft(folder))?.draft.encryption ?? []
  const draft = await cardOf(member, { about, keys, anchors, older, drafted, revoked, nowMs: now() })
  const ends = keys.signing.map(({ certPem }) => readCertificate(certificatesIn(certPem)[0] ?? '').notAfterMs)
  if (draft.signing.length === 0 && ends.every((endMs) => endMs <= now()))
    throw refused(
      `our signing certificate ended on ${ends.map(iso).join(', ')}, so that its key may sign no card`,
      '"bulla card renew" has the trial CA make another; a real one: have requests/signing.csr.pem signed, then bulla keys import <file>',
    )
  return draft
}

interface Following {
  readonly older: Card | undefined
  readonly held: readonly NextKey[]
  readonly by: NextKey | undefined
  readonly folder: string
}

/** Those that stay named, and a new one in the place of the one that signs. */
async function nextOf(
  { older, held, by, folder }: Following,
  draft: CardDraft,
  { next }: Authority,
): Promise<string[]> {
  if (next) return [...next]
  const spent = older?.succession && thumbprint(older.succession.jwk)
  const stay = (older?.next ?? []).filter((kid) => kid !== by?.kid)
  const unused = held.find(({ kid }) => kid !== by?.kid && kid !== spent && !stay.includes(kid))
  const fresh = unused ?? (await makeNextKey(placesIn(folder).next, draft.signing[0]?.suite ?? 'B'))
  return [...stay, fresh.kid]
}

/** As every partner will take it; on disk before anybody is told. */
async function layDown(card: Card, older: OwnCard | undefined, { folder, now, readKeys }: Making): Promise<OwnCard> {
  const nowMs = now()
  const keys = await readKeys(folder)
  const signers = await Promise.all(
    keys.signing.map(async ({ keyPem }) => importSigningKey(keyPem, await suiteOf(keyPem))),
  )
  const signer = signers.find(({ kid }) => card.signing.some((entry) => entry.kid === kid))
  if (!signer) throw refused('there is no signing key that the card names', 'run "bulla check"')
  try {
    const jws = await signCard(card, signer)
    const trusted = await readCard(jws, { trusting: older?.card ?? 'first-contact', nowMs })
    // What others claim to be is not our affair here, and must not keep us from new keys.
    await demandAdmissible(trusted, { older: undefined, neighbours: [], nowMs })
    const known = older ? await heldChain(older.chain) : []
    const chain = chainWith(known, [{ jws, trusted }])
    await openDirectory(folder).saveOwnCard(chain)
    await destroyRevoked(folder, card, nowMs)
    return ownCardOf(chain, card)
  } catch (error) {
    throw refused(
      `no card can be made out of ${placesIn(folder).about} and the keys: ${messageOf(error)}`,
      'correct what is named; "bulla check" looks at keys and certificates',
    )
  }
}

/** A draft that says the same stays as it is: it may be on its way. */
async function askedElsewhere(draft: CardDraft, older: string, folder: string): Promise<Error> {
  const { cardDraft } = placesIn(folder)
  const waiting = await waitingDraft(folder)
  if (waiting?.older !== older || !isAlike(waiting.draft, draft))
    await writePublic(cardDraft, writeJson({ draft, older }))
  return refused(
    `the key that may sign our next card lies elsewhere; what it is to sign waits in ${cardDraft}`,
    'take that file to it: bulla keys ceremony card.draft.json --keys <folder> --out card.signed.json',
    'then bring the answer back: bulla card refresh --signed card.signed.json',
  )
}

interface Ingredients {
  readonly about: AboutUs
  readonly keys: Keys
  readonly anchors: readonly string[]
  readonly older: Card | undefined
  /** Encryption keys that a draft has given their window. */
  readonly drafted?: Card['encryption']
  /** Keys that are revoked from this card on. */
  readonly revoked?: NonNullable<Card['revoked']>
  readonly nowMs: number
}

/** What the card would be now; unsigned. */
export async function cardOf(member: string, ingredients: Ingredients): Promise<CardDraft> {
  const { about, keys, anchors, older, drafted = [], nowMs } = ingredients
  const windowed = [...(older?.encryption ?? []), ...drafted]
  const revoked = revokedWith(older?.revoked ?? [], ingredients.revoked ?? [])
  const inUse = ({ kid, notAfter }: { kid: string; notAfter: string }) =>
    Date.parse(notAfter) > nowMs && !revoked.some((each) => each.kid === kid)
  const [leaf = ''] = certificatesIn(keys.tls.certPem)
  const logJwk = (await publicJwk(keys.log[0] ?? '')) as Card['log']['jwk']
  return {
    v: 2,
    member,
    sequence: (older?.sequence ?? 0) + 1,
    issuedAt: iso(nowMs),
    ...about,
    // No more than is shown by tests, whatever card.json says.
    assurance: lowered(about.assurance),
    // An anchor outlives the certificates under it; without one the card names the very
    // certificate.
    tls: { anchors: anchors.map(derOf), pins: anchors.length > 0 ? [] : [readCertificate(leaf).sha256] },
    signing: (await Promise.all(keys.signing.map(signingEntry))).filter(inUse),
    encryption: (await Promise.all(keys.encryption.map((pem) => encryptionEntry(pem, windowed, nowMs)))).filter(inUse),
    ...(revoked.length > 0 && { revoked }),
    log: { kid: thumbprint(logJwk), jwk: logJwk },
  }
}

/** B unless the key is an Edwards one. @throws {CryptoError} when it is no key */
export const suiteOf = async (signingPem: string): Promise<SuiteName> =>
  (await publicJwk(signingPem))['crv'] === 'Ed25519' ? 'A' : 'B'

async function signingEntry({ keyPem, certPem }: Keys['signing'][number]): Promise<Card['signing'][number]> {
  const chain = certificatesIn(certPem)
  const { notBeforeMs, notAfterMs } = readCertificate(chain[0] ?? '')
  return {
    kid: thumbprint(await publicJwk(keyPem)),
    suite: await suiteOf(keyPem),
    certificates: chain.map(derOf),
    notBefore: iso(notBeforeMs),
    notAfter: iso(notAfterMs),
  }
}

/**
 * A key keeps the window that an older card, or a draft, gave it, so that the fingerprint stays;
 * one that soon ends is begun anew.
 */
async function encryptionEntry(
  pem: string,
  windowed: Card['encryption'],
  nowMs: number,
): Promise<Card['encryption'][number]> {
  const jwk = (await publicJwk(pem)) as Card['encryption'][number]['jwk']
  const kid = thumbprint(jwk)
  const found = windowed.find((entry) => entry.kid === kid)
  const known = found && Date.parse(found.notAfter) - nowMs > renewDays * dayMs ? found : undefined
  return {
    kid,
    suite: jwk.crv === 'X25519' ? 'A' : 'B',
    jwk,
    notBefore: known?.notBefore ?? iso(nowMs - earlyMs),
    notAfter: known?.notAfter ?? iso(nowMs + encryptionDays * dayMs),
  }
}

const derOf = (pem: string): string => Buffer.from(readCertificate(pem).der).toString('base64')
