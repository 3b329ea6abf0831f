// A partner rolls its keys over: cards that follow the ones we hold take their place. Two that
// follow the same one show that its next key was used twice: then people decide.

import type { TrustedCard } from '../../../crypto/card/card.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { demandUsable } from '../../../crypto/card/card-use.ts'
import { chainWith, type Fork, followChain, heldChain, readFork, readLines } from '../../../crypto/card/chain.ts'
import { readRehearsal } from '../../../crypto/card/rehearsal.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Directory } from '../../ports/installation.ts'
import type { NodeStore } from '../../ports/keeping.ts'
import type { CardHeld, CardJudged } from '../../ports/line.ts'
import type { World } from '../../ports/world.ts'
import { describeFailure, type Log, record } from '../../watch/log.ts'
import { demandAdmissible } from './admit-card.ts'
import { formerlyIn, identityOf, type MemberIdentity } from './clash.ts'
import { type Partner, partnerAs } from './load-partners.ts'
import type { AuthenticPartner } from './peer.ts'
import type { RevocationJudge } from './revocation/judging.ts'
import type { Trust } from './trust.ts'
import { tellLowered } from './validity/lowered.ts'

/** A newer card that does not follow by itself, as it was offered. */
export interface Unfollowed {
  /** One JWS a line, the card last. */
  readonly offered: string
  /**
   * `chain`: no next key signed it; `moved`: its name or place on the line is another; `fork`: two
   * cards follow one.
   */
  readonly why: 'chain' | 'moved' | 'fork'
  readonly found: string
}

interface Accepting {
  store: NodeStore
  directory: Directory
  world: World
  log: Log
  revocation: Pick<RevocationJudge, 'signer'>
  trust(): Trust
  /**
   * Counts new cards of a partner before they are kept.
   * @throws {Problem} `too-many-requests`
   */
  countCards(member: string, cards: number): Promise<void>
  /**
   * Has two persons asked about a card; `false` where nobody is asked: it is unsound, was refused
   * before, or enough of them wait.
   */
  waits(partner: Partner, card: Unfollowed): Promise<boolean>
}

/** By then every node knows the card that another one has taken. */
const knownWithinMs = 2_000

/**
 * Takes the cards that a partner offers in-band.
 * @param text a chain, oldest first; it may begin with cards that are held.
 * @returns the newest card of the partner that is held now.
 * @throws {Problem} `card-invalid`: only a next key names new ones, and only people another place.
 */
export async function acceptCards(deps: Accepting, { partner }: AuthenticPartner, text: string): Promise<CardHeld> {
  const { directory, world } = deps
  let why: Unfollowed['why'] = 'chain'
  try {
    const known = await heldChain(partner.chain)
    const followed = await followChain(known, readLines(text), world.now())
    if ('fork' in followed) {
      why = 'fork'
      return await refuseFork(deps, followed.fork, partner)
    }
    why = 'moved'
    const newest = followed.taken.at(-1)
    if (newest === undefined) return heldOf(partner)
    // What lies between stays with it, and its keys are used for what they signed.
    for (const { trusted } of followed.taken) await demandUsable(trusted.card)
    await demandAdmissible(newest.trusted, {
      older: partner.card,
      neighbours: neighboursOf(deps.trust()),
      nowMs: world.now(),
    })
    demandSigner(deps.revocation, partner, newest.trusted)
    await deps.countCards(partner.member, followed.taken.length)
    const chain = chainWith(known, followed.taken)
    const formerly = formerlyWith(partner, followed.taken)
    if (await directory.saveCard(partner.member, { card: chain, formerly }, partner.chain)) {
      await tellTaken(deps, partner.card, newest.trusted.card)
      return { sequence: newest.trusted.card.sequence, sha256: newest.trusted.sha256 }
    }
    throw new Problem('too-many-requests', `another card of ${partner.member} was taken at this moment`, {
      retryAfterMs: knownWithinMs,
    })
  } catch (error) {
    if (error instanceof CryptoError && (await deps.waits(partner, { offered: text, why, found: error.message })))
      throw new Problem('card-invalid', `${sayable(error)}; two persons decide on this card here`, { cause: error })
    throw told(deps, `cards offered by ${partner.member}`, error)
  }
}

/**
 * What would become of a card that a partner may make next: it is judged as if it came, but for the
 * signature of the next key, and nothing of it is kept.
 * @param jws as `signRehearsal` writes it.
 * @returns the newest card of the partner that is held, and why this one would not be taken.
 */
export async function rehearseCard(deps: Accepting, { partner }: AuthenticPartner, jws: string): Promise<CardJudged> {
  const nowMs = deps.world.now()
  try {
    const rehearsed = await readRehearsal(jws, { older: partner.card, nowMs })
    await demandAdmissible(rehearsed, { older: partner.card, neighbours: neighboursOf(deps.trust()), nowMs })
    demandSigner(deps.revocation, partner, rehearsed)
    return heldOf(partner)
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    // A question, and no attack: whoever asks raises no alarm of ours.
    record(deps.log, 'card.rehearsed', { partner: partner.member, problem: error.message })
    return { ...heldOf(partner), problem: sayable(error) }
  }
}

/**
 * Whoever stole a key that was revoked then makes no card with it. Only what is known to be revoked
 * counts: the lists of an authority that this card brings come after it.
 * @throws {CryptoError} `card`
 */
export function demandSigner(
  judge: Accepting['revocation'],
  partner: Partner,
  { card, signedBy }: Pick<TrustedCard, 'card' | 'signedBy'>,
): void {
  const stands = judge.signer(partner.revocation, card, signedBy)
  if (stands.as === 'revoked') throw new CryptoError('card', `card is signed by key ${signedBy}: ${stands.reason}`)
}

/** What our people look at once a card has taken the place of another, whoever decided it. */
export async function tellTaken(
  { store, log, world }: { readonly store: NodeStore; readonly log: Log; readonly world: Pick<World, 'now'> },
  before: Card,
  now: Card,
): Promise<void> {
  tellRevoked(log, before, now)
  await tellLowered({ store, log }, before, now, world.now())
}

/** What the partner says somebody else may have: our people look at what came since. */
function tellRevoked(log: Log, before: Card, { member, revoked = [] }: Card): void {
  for (const { kid, since } of revoked)
    if (!before.revoked?.some((each) => each.kid === kid && each.since === since))
      record(log, 'key.revoked', { member, kid, since })
}

const heldOf = ({ card, cardSha256 }: Partner): CardHeld => ({ sequence: card.sequence, sha256: cardSha256 })

/** What a partner was known by, once these cards are taken. */
export function formerlyWith({ identities }: Partner, taken: readonly { readonly trusted: TrustedCard }[]) {
  const known = [...identities, ...taken.map(({ trusted }) => identityOf(trusted.card))]
  return formerlyIn(known, known.at(-1) as MemberIdentity)
}

export const neighboursOf = ({ ourselves, partners }: Trust) => [ourselves, ...[...partners.values()].map(partnerAs)]

/**
 * A proof that another member has two histories, passed on by a partner: it is checked here, and
 * whoever passed it on need not be believed.
 * @throws {Problem} `card-invalid` where it proves nothing
 */
export async function acceptFork(deps: Accepting, { partner }: AuthenticPartner, text: string): Promise<void> {
  const { partners, us, ownChain } = deps.trust()
  try {
    const chains = new Map([[us, ownChain], ...[...partners].map(([member, { chain }]) => [member, chain] as const)])
    const held = new Map<string, readonly string[]>()
    for (const [member, chain] of chains)
      held.set(
        member,
        (await heldChain(chain)).map(({ trusted }) => trusted.sha256),
      )
    const fork = await readFork(text, (member) => held.get(member) ?? [])
    await holdForked(deps, fork, partner.member)
  } catch (error) {
    throw told(deps, `proof of a fork from ${partner.member}`, error)
  }
}

async function refuseFork(deps: Accepting, fork: Fork, partner: Partner): Promise<never> {
  await holdForked(deps, fork, partner.member)
  throw new CryptoError(
    'card',
    `two cards of ${fork.member} have the sequence ${fork.sequence}; people compare words now`,
  )
}

/** Kept on disk before anybody is told. The exchange rests until people have compared words. */
async function holdForked({ directory, log }: Accepting, fork: Fork, from: string): Promise<void> {
  const { member, sequence, cards } = fork
  if (!(await directory.saveFork({ member, text: cards.join('\n') }))) return
  record(log, 'trust.forked', { member, sequence, from })
}

/** What the partner is told is less than what the log keeps. */
function told({ log }: Accepting, what: string, error: unknown): unknown {
  if (error instanceof Problem) return error
  const problem = error instanceof CryptoError ? error.message : describeFailure(error)
  record(log, 'trust.refused', { what, problem })
  if (!(error instanceof CryptoError)) return error
  return new Problem('card-invalid', sayable(error), { cause: error })
}

/**
 * Whom else we exchange with is no partner's affair: one sentence for all that rests on others, or
 * on ourselves.
 */
const sayable = ({ code, message }: CryptoError): string =>
  code === 'card-clash' ? 'the card is not taken as it is; call the contact point, people have to look at it' : message
