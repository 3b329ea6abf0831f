// Makes the one value that says whom we trust: our own card and keys, partners with theirs,
// agreements, clients. It is made anew after each change of the directory; nothing else reads
// cards.

import { canonical } from '../../../crypto/canonical.ts'
import { logOf } from '../../../crypto/card/card-keys.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { believedAgain, heldChain, newestIn } from '../../../crypto/card/chain.ts'
import { skeletonOf } from '../../../crypto/card/clean-text.ts'
import { clockToleranceMs, iso } from '../../../crypto/instants.ts'
import {
  type DecryptionKey,
  type EncryptionKey,
  importDecryptionKey,
  importSigningKey,
  type SigningKey,
} from '../../../crypto/jose/engine.ts'
import { jsonText } from '../../../crypto/json.ts'
import type { KnownLog } from '../../../crypto/log/checkpoint.ts'
import { type LogSigningKey, logSigningKey } from '../../../crypto/log/log-key.ts'
import { equal, sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { type Agreement, inForce, partnerIn, readAgreement } from '../../model/agreement.ts'
import { countingRoles } from '../../model/client/roles.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client } from '../../ports/doors/national.ts'
import type { DirectorySnapshot, ForkFile, InvitedPerson, Keys } from '../../ports/installation.ts'
import type { CardHeld } from '../../ports/line.ts'
import { identityOf, type Neighbour } from './clash.ts'
import { loadPartners, type Partner, type TrustFault } from './load-partners.ts'

export interface HeldAgreement {
  readonly agreement: Agreement
  readonly sha256: string
  readonly partner: string
}

export interface Trust {
  readonly us: string
  readonly card: Card
  readonly cardSha256: string
  /** Our cards, the newest last. */
  readonly ownChain: string
  /** The key id of our newest signing key. */
  readonly signingKid: string
  /**
   * The key that seals and receipts for this partner are signed with: our newest one that it
   * knows. @throws {Problem} `log-behind`; `signing-key-ended` where none of ours is in its window
   */
  signWith(partner: string): SigningKey
  /** The same for a question, which says nothing of our log: also while that is behind. */
  askWith(partner: string): SigningKey
  /** As other cards are held against us. */
  readonly ourselves: Neighbour
  /** Our evidence log, as partners know it. */
  readonly ownLog: KnownLog
  /**
   * What checkpoints of ours and cosignatures are signed with, each of them: the key of our card,
   * and those before it while they are held, for whoever knows an older card.
   */
  readonly logKeys: readonly LogSigningKey[]
  /** Active and retiring decryption keys. */
  readonly ours: readonly DecryptionKey[]
  readonly partners: ReadonlyMap<string, Partner>
  readonly agreements: ReadonlyMap<string, HeldAgreement>
  /** Proofs that a member has two histories; people have not settled them yet. */
  readonly forks: readonly ForkFile[]
  /** Systems that ask by the API. */
  readonly clients: DirectorySnapshot['clients']
  /** Who may sign in at the console, by their ids. */
  readonly persons: ReadonlyMap<string, InvitedPerson>
  /** Those that our card, a client or a person names. */
  readonly offices: ReadonlySet<string>
  /** Skeletons of the ids of our clients and persons: each name is its own, however drawn. */
  readonly named: ReadonlySet<string>
  /** At an instant of the clock: secrets of clients have an end. */
  authenticate(credentials: { token?: string; certificateSha256?: string }, nowMs: number): Client | undefined
}

/**
 * Reads everything once and verifies what can be verified. A partner or agreement that does not
 * verify is left out and named in `faults`; our own card and keys must be right.
 * @param signing `demand` throws while nothing may be signed: asked each time a signing key is;
 *   `heldBy` says which card of ours a partner is known to hold.
 * @throws {Problem} `internal` when our own card does not verify or belongs to other keys.
 */
export async function loadTrust(
  snapshot: DirectorySnapshot,
  keys: Keys,
  { demand, heldBy, now }: Signing = { demand: () => undefined, heldBy: () => undefined },
): Promise<{ trust: Trust; faults: readonly TrustFault[] }> {
  const faults: TrustFault[] = []
  const { card, sha256: cardSha256 } = await believedAgain(newestIn(snapshot.ownCard))
  const suite = card.signing[0]?.suite ?? 'B'
  if (keys.signing.length === 0) throw new Problem('internal', 'there is no signing key; run "bulla check"')
  const held = await Promise.all(keys.signing.map(({ keyPem }) => importSigningKey(keyPem, suite)))
  const named = held.filter(({ kid }) => card.signing.some((entry) => entry.kid === kid))
  const [newest] = named
  if (!newest) throw new Problem('internal', 'our own card does not name our signing key; run "bulla card refresh"')
  const ownCards = await cardsIn(snapshot.ownCard)
  const ownLog = logOf(card, [...ownCards.values()])
  const identities = [...ownCards.values()].map(identityOf)
  const ourselves = { member: card.member, ours: true, name: card.name, identities }
  const revoked = new Set(card.revoked?.map(({ kid }) => kid))
  // What was sealed for a key that somebody else may have is sealed anew by its sender.
  const ours = (await Promise.all(keys.encryption.map((pem) => importDecryptionKey(pem, suite)))).filter(
    ({ kid }) => !revoked.has(kid),
  )

  // Lost, or read a moment before the card: what partners seal from now on could not be opened.
  if (!ours.some(({ kid }) => kid === card.encryption[0]?.kid))
    throw new Problem('internal', 'our own card names an encryption key first that is not in keys/; run "bulla check"')

  const { partners, faults: unusable } = await loadPartners(snapshot, ourselves, suite)
  faults.push(...unusable)
  const agreements = new Map<string, HeldAgreement>()
  for (const { id, text } of snapshot.agreements) {
    try {
      const agreement = readAgreement(JSON.parse(jsonText(text)))
      const partner = partnerIn(agreement, card.member)
      if (!partner) throw new Problem('agreement-invalid', `it is between ${agreement.members.join(' and ')}, not ours`)
      if (agreement.suite !== suite)
        throw new Problem('agreement-invalid', `it asks for suite ${agreement.suite}, our keys are of suite ${suite}`)
      agreements.set(agreement.id, { agreement, partner, sha256: sha256Hex(canonical(agreement)) })
    } catch (error) {
      faults.push({ what: `agreement ${id}`, problem: error instanceof Error ? error.message : 'unreadable' })
    }
  }
  return {
    trust: {
      us: card.member,
      card,
      cardSha256,
      ownChain: snapshot.ownCard,
      signingKid: newest.kid,
      // Whoever signs nothing has no clock; the card held when it was made.
      ...signingWith(named, { card, ownCards }, { demand, heldBy, now: now ?? (() => Date.parse(card.issuedAt)) }),
      ourselves,
      ownLog,
      logKeys: logKeysOf(ownLog, keys.log),
      ours,
      partners,
      agreements,
      forks: snapshot.forks,
      clients: snapshot.clients,
      persons: new Map(
        snapshot.persons.map((person) => [person.id, { ...person, roles: countingRoles(person.roles) }]),
      ),
      offices: new Set([card.contact.office, ...[...snapshot.clients, ...snapshot.persons].flatMap(officesNamed)]),
      named: new Set([...snapshot.clients, ...snapshot.persons].map(({ id }) => skeletonOf(id))),
      authenticate: clientsOf(snapshot),
    },
    faults,
  }
}

/** @throws {Problem} `internal` where that of our card is not among them */
function logKeysOf({ key, formerly = [] }: KnownLog, pems: readonly string[]): readonly LogSigningKey[] {
  const named = [key, ...formerly]
  const held = pems.map((pem) => logSigningKey(pem))
  const signing = held.filter(({ publicKey }) => named.some((each) => equal(each.publicKey, publicKey)))
  if (signing.some(({ publicKey }) => equal(publicKey, key.publicKey))) return signing
  throw new Problem('internal', 'our own card names another log key than those in keys/; run "bulla card refresh"')
}

/** What signing asks each time. */
interface Signing {
  demand(): void
  heldBy(partner: string): CardHeld | undefined
  /** Milliseconds since the epoch: a key signs nothing outside the window of our card. */
  now?(): number
}

/** Our cards by their SHA-256. */
async function cardsIn(chain: string): Promise<ReadonlyMap<string, Card>> {
  const held = await heldChain(chain)
  return new Map(held.map(({ trusted: { sha256, card } }) => [sha256, card]))
}

function signingWith(
  named: readonly SigningKey[],
  { card, ownCards }: { readonly card: Card; readonly ownCards: ReadonlyMap<string, Card> },
  { demand, heldBy, now }: Required<Signing>,
): Pick<Trust, 'signWith' | 'askWith'> {
  const askWith = (to: string) => knownTo(inWindow(named, card, now()), ownCards.get(heldBy(to)?.sha256 ?? ''))
  return {
    askWith,
    signWith(to) {
      demand()
      return askWith(to)
    },
  }
}

/**
 * Nobody takes what a key signs before or after its window.
 * @throws {Problem} `signing-key-ended`
 */
function inWindow(keys: readonly SigningKey[], { signing }: Card, nowMs: number): readonly SigningKey[] {
  const held = keys.filter(({ kid }) =>
    signing.some(
      (entry) =>
        entry.kid === kid &&
        Date.parse(entry.notBefore) - clockToleranceMs <= nowMs &&
        nowMs < Date.parse(entry.notAfter),
    ),
  )
  if (held.length > 0) return held
  const ends = signing.map(({ notBefore, notAfter }) => `${notBefore} to ${notAfter}`).join(', ')
  throw new Problem(
    'signing-key-ended',
    `our signing key may sign from ${ends}, and it is ${iso(nowMs)}: "bulla check" says how its certificate is made anew`,
  )
}

/**
 * The newest of our signing keys that a card names; the oldest where nobody has said what it holds,
 * as our card names a key for as long as somebody may know no other.
 */
function knownTo(keys: readonly SigningKey[], card: Card | undefined): SigningKey {
  const known = card && keys.find(({ kid }) => card.signing.some((entry) => entry.kid === kid))
  return known ?? (keys.at(-1) as SigningKey)
}

/**
 * The partner, if it may be talked to now.
 * @throws {Problem} `partner-unknown`, `partner-suspended`
 */
export function activePartner(trust: Trust, member: string): Partner {
  const partner = trust.partners.get(member)
  if (!partner) throw new Problem('partner-unknown', `${member} is not among our partners`)
  if (partner.state !== 'active') throw new Problem('partner-suspended', `the exchange with ${member} is suspended`)
  return partner
}

/** The agreement, if it is ours and in force on `day`. @throws {Problem} `agreement-unknown` */
export function agreementInForce(trust: Trust, id: string, day: string): HeldAgreement {
  const held = agreementHeld(trust, id)
  demandInForce(held, day)
  return held
}

/**
 * The agreement, in force or not: duties outlive it.
 * @throws {Problem} `agreement-unknown` where it is not laid down
 */
export function agreementHeld(trust: Trust, id: string): HeldAgreement {
  const held = trust.agreements.get(id)
  if (held) return held
  throw new Problem('agreement-unknown', `no agreement ${id} is laid down here`)
}

/** @throws {Problem} `agreement-unknown` where it is not in force on `day`. */
export function demandInForce({ agreement }: HeldAgreement, day: string): void {
  if (inForce(agreement, day)) return
  const { id, from, until } = agreement
  throw new Problem('agreement-unknown', `agreement ${id} is in force from ${from} until ${until ?? 'further notice'}`)
}

/**
 * The partner's newest encryption key that is valid now.
 * @throws {Problem} `partner-unreachable`
 */
export function encryptionKeyOf(partner: Partner, nowMs: number): EncryptionKey {
  const valid = partner.encryption.filter((entry) => entry.notBeforeMs <= nowMs && nowMs < entry.notAfterMs)
  const newest = valid.sort((a, b) => b.notBeforeMs - a.notBeforeMs)[0]
  if (!newest)
    throw new Problem(
      'partner-unreachable',
      `no encryption key of ${partner.member} is valid now; ask for its newer card`,
    )
  return newest.key
}

const officesNamed = ({ offices }: Pick<InvitedPerson, 'offices'>) => (offices === 'all' ? [] : offices)

function clientsOf({ clients }: DirectorySnapshot): Trust['authenticate'] {
  interface Known {
    readonly client: Client
    readonly untilMs: number
  }
  const byToken = new Map<string, Known>()
  const byCertificate = new Map<string, Known>()
  for (const { id, offices, roles: given, persons, function: as, former, ...secret } of clients) {
    const roles = countingRoles(given)
    const client = { id, offices, roles, ...(persons && { persons }), ...(as !== undefined && { function: as }) }
    for (const { tokenSha256, certificateSha256, until } of former ? [former, secret] : [secret]) {
      const known = { client, untilMs: until === undefined ? Infinity : Date.parse(until) }
      if (tokenSha256) byToken.set(tokenSha256, known)
      if (certificateSha256) byCertificate.set(certificateSha256, known)
    }
  }
  // Tokens are looked up by their digest, so the time it takes says nothing about a token.
  return ({ token, certificateSha256 = '' }, nowMs) => {
    const known = token !== undefined ? byToken.get(sha256Hex(utf8(token))) : byCertificate.get(certificateSha256)
    return known && nowMs < known.untilMs ? known.client : undefined
  }
}
