// Cards of one member in their order, as they travel and as they are kept: one compact JWS a line,
// oldest first. Where two follow the same one, the three are the proof of a fork.

import { parseCanonical } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import { isJsonObject } from '../json.ts'
import { fromBase64url, sha256Hex } from '../octets.ts'
import { readCard, type TrustedCard } from './card.ts'

/** Who was away for longer than so many cards compares words, or is given the chain in pieces. */
export const longestChain = 16

/** A card with the text that was signed. */
interface HeldCard {
  readonly jws: string
  readonly trusted: TrustedCard
}

/**
 * Proof that a key which may sign the next card was used for two: the card before, and both that
 * follow it. Only `followChain` and `readFork` make one.
 */
export interface Fork {
  readonly member: string
  /** Of both. */
  readonly sequence: number
  /** The card before and the two after it, compact JWS. */
  readonly cards: readonly [string, string, string]
  readonly [proof]: true
}
declare const proof: unique symbol

const writeChain = (cards: readonly string[]): string => cards.join('\n')

/** @throws {CryptoError} `card` unless one to `longestChain` lines. */
export function readLines(text: string): string[] {
  const lines = text.trim().split(/\r?\n/)
  if (lines.length > longestChain)
    throw new CryptoError('card', `chain has ${lines.length} cards, expected at most ${longestChain}`)
  return lines
}

/**
 * A chain as it was before mail wrapped, quoted or surrounded it: one JWS a line. Nothing of it is
 * verified. Both suites have signatures of 64 octets, 86 characters, so it is known where a card
 * ends. What holds no card comes back as it is, for a message that says what was found.
 */
export function unwrapped(text: string): string {
  const joined = text.replaceAll(/=\r?\n/g, '').replaceAll(/^[>|\s]+|[\s\u00ad\u200b\ufeff]+/gm, '')
  const cards = joined.match(compact)
  return cards === null ? text.trim() : cards.join('\n')
}
const compact = /eyJ[\w-]*\.eyJ[\w-]*\.[\w-]{86}/g

/** The newest card of a chain. */
export const newestIn = (text: string): string => text.trim().split('\n').at(-1) ?? ''

/** SHA-256 of the card that a JWS carries; nothing of it is verified. @throws {CryptoError} */
export const claimedSha256 = (jws: string): string => sha256Hex(fromBase64url(jws.split('.', 3)[1] ?? ''))

/**
 * A card that was believed when it was laid down, believed again by its digest; its keys may have
 * lapsed since. @throws {CryptoError} `card` where it cannot be read
 */
export const believedAgain = (jws: string): Promise<TrustedCard> =>
  readCard(jws, { trusting: { sha256: claimedSha256(jws) }, nowMs: 0 })

/** All cards of a chain that was believed when it was laid down. @throws {CryptoError} `card` */
export const heldChain = (text: string): Promise<HeldCard[]> =>
  Promise.all(readLines(text).map(async (jws) => ({ jws, trusted: await believedAgain(jws) })))

/** The chain as it is kept: older cards than `longestChain` are left behind. */
export const chainWith = (known: readonly HeldCard[], taken: readonly HeldCard[]): string =>
  writeChain([...known, ...taken].map(({ jws }) => jws).slice(-longestChain))

/**
 * Follows a chain from the cards that are known.
 * @param known oldest first, at least one, each the successor of the one before.
 * @param offered oldest first; it may begin with cards that are known.
 * @returns the cards that are new, in their order; or the proof that the member has two histories.
 * @throws {CryptoError} `card` for anything that does not follow.
 */
export async function followChain(
  known: readonly HeldCard[],
  offered: readonly string[],
  nowMs: number,
): Promise<{ readonly taken: readonly HeldCard[] } | { readonly fork: Fork }> {
  const held = [...known]
  for (const [index, jws] of offered.entries()) {
    const newest = held.at(-1)
    if (newest === undefined) throw new CryptoError('card', 'chain is followed from no card')
    const sha256 = claimedSha256(jws)
    if (held.some(({ trusted }) => trusted.sha256 === sha256)) continue
    const claimed = claimOf(jws)
    const before = held.find(({ trusted }) => trusted.card.sequence === claimed.sequence - 1)
    if (before === undefined)
      throw new CryptoError(
        'card',
        `card has sequence ${claimed.sequence}, known is ${newest.trusted.card.sequence}; expected those between`,
      )
    const last = index === offered.length - 1
    const trusted = await readCard(jws, {
      trusting: before.trusted.card,
      // What lies between has done its service, and its keys may have ended since.
      nowMs: last ? nowMs : Math.min(nowMs, claimed.issuedMs),
    })
    const after = held.find(({ trusted: { card } }) => card.sequence === claimed.sequence)
    if (after) return { fork: forkOf(before, [after.jws, jws]) }
    held.push({ jws, trusted })
  }
  return { taken: held.slice(known.length) }
}

const forkOf = ({ jws, trusted: { card } }: HeldCard, after: readonly [string, string]): Fork =>
  ({ member: card.member, sequence: card.sequence + 1, cards: [jws, ...after] }) as unknown as Fork

/**
 * A fork that somebody else found. Whoever holds one of its three cards of that member can tell by
 * it that the others are genuine.
 * @param known SHA-256 of the cards of the member that are held here.
 * @throws {CryptoError} `card` unless it is a proof, and of a member that is known here.
 */
export async function readFork(text: string, known: (member: string) => readonly string[]): Promise<Fork> {
  const [before, one, other, ...more] = readLines(text)
  if (before === undefined || one === undefined || other === undefined || more.length > 0)
    throw new CryptoError('card', 'proof of a fork has three cards: the one before, and both that follow it')
  const trusted = await believedAgain(before)
  const after = [one, other] as const
  for (const jws of after) await readCard(jws, { trusting: trusted.card, nowMs: claimOf(jws).issuedMs })
  const [first, second] = after.map(claimedSha256)
  if (first === second) throw new CryptoError('card', 'proof of a fork shows one card twice')
  const held = known(trusted.card.member)
  if (![trusted.sha256, first, second].some((sha256) => sha256 !== undefined && held.includes(sha256)))
    throw new CryptoError('card', `proof of a fork is about cards of ${trusted.card.member} that were never held here`)
  return forkOf({ jws: before, trusted }, after)
}

/** The number that a card gives itself; nothing of it is verified. @throws {CryptoError} */
export const sequenceIn = (jws: string): number => claimOf(jws).sequence

/** What a card says of its place, to be verified. @throws {CryptoError} */
function claimOf(jws: string): { sequence: number; issuedMs: number } {
  const claimed = parseCanonical(fromBase64url(jws.split('.', 3)[1] ?? ''))
  const { sequence, issuedAt } = isJsonObject(claimed) ? claimed : {}
  if (Number.isNaN(Number(sequence)))
    throw new CryptoError('card', 'expected a card, found what has no sequence: a rehearsal, or another text')
  return { sequence: Number(sequence), issuedMs: Date.parse(String(issuedAt)) }
}
