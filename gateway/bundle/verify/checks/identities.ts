// The check of the cards: which of them are to be believed, and whose keys they show.

import { parseCanonical } from '../../../../crypto/canonical.ts'
import { readCard, type TrustedCard } from '../../../../crypto/card/card.ts'
import { signingKeysOf } from '../../../../crypto/card/card-keys.ts'
import type { Card } from '../../../../crypto/card/card-shape.ts'
import { fingerprint } from '../../../../crypto/card/words.ts'
import { clockToleranceMs } from '../../../../crypto/instants.ts'
import type { WindowedVerifyingKey } from '../../../../crypto/jose/signer.ts'
import { isJsonObject, type JsonObject } from '../../../../crypto/json.ts'
import { type KnownLog, logOrigin } from '../../../../crypto/log/checkpoint.ts'
import { witnessName } from '../../../../crypto/log/cosignature.ts'
import { logVerifyingKey } from '../../../../crypto/log/log-key.ts'
import type { NamedKey } from '../../../../crypto/log/note.ts'
import { fromBase64url, sha256Hex, utf8 } from '../../../../crypto/octets.ts'
import type { Contents } from '../../format/contents.ts'
import { type BundleFault, fault, foundIn } from '../../format/faults.ts'
import { type Known, once } from '../../format/known.ts'
import { byCodeUnits } from '../../format/layout.ts'

interface HeldCard {
  readonly file: string
  readonly card: Card
  readonly sha256: string
  readonly words: readonly string[]
}

interface WithKid {
  readonly kid: string
}

/** One member as its cards in the bundle show it, and only those that are to be believed. */
export interface Identity {
  readonly member: string
  /**
   * The first card has the words that people compared. Otherwise all that follows holds if these
   * cards are the member's.
   */
  readonly proven: boolean
  /**
   * Changes with any of the cards that are believed: what is verified under their keys is known by
   * it.
   */
  readonly id: string
  /** In the order in which they were held, of each its digest. */
  readonly cards: readonly HeldCard[]
  /** Each in its window and with its chain in its dates. */
  readonly signing: readonly WindowedVerifyingKey[]
  /** Of each the log key that its card names. */
  readonly logs: readonly (KnownLog & WithKid)[]
  readonly witnesses: readonly (NamedKey & WithKid)[]
}

/**
 * Member → the twelve words of its card, or several times twelve where it had to begin anew and the
 * words were compared again.
 */
export type Fingerprints = Readonly<Record<string, readonly string[]>>

/**
 * `identity-unproven`, `fingerprint-wrong`, `fingerprint-later`, `card-untrusted`, `case-mismatch`:
 * the first card of each member has the words given, each later one is signed by a key of an older
 * one, in its window when it was issued, or has given words itself.
 */
export async function checkIdentities(
  contents: Contents,
  fingerprints: Fingerprints,
  known: Known,
): Promise<{ identities: ReadonlyMap<string, Identity>; faults: BundleFault[] }> {
  const faults: BundleFault[] = []
  const identities = new Map<string, Identity>()
  for (const member of contents.sheet.members) {
    const words = Object.hasOwn(fingerprints, member) ? fingerprints[member] : undefined
    identities.set(member, await identify(member, contents, words, known, faults))
  }
  for (const { file, row } of contents.cards) {
    if (!identities.has(row.member))
      faults.push(fault('case-mismatch', file, `${row.member} is no member of this case`))
  }
  return { identities, faults }
}

async function identify(
  member: string,
  { cards }: Contents,
  given: readonly string[] | undefined,
  known: Known,
  faults: BundleFault[],
): Promise<Identity> {
  const believed: { file: string; card: Card; words: string[]; sha256: string; keys: CardKeys }[] = []
  const compared = fingerprintsIn(given ?? [])
  // As they were held here: who begins anew may count his cards from 1 again.
  const own = cards
    .filter(({ row }) => row.member === member)
    .sort((a, b) => byCodeUnits(a.row.seenAt, b.row.seenAt) || a.row.sequence - b.row.sequence)
  // Of all that is believed, in its order: as long for ten thousand cards as for one.
  let chain = ''
  const held = new Map<string, string>()
  for (const { file, row, jws } of own) {
    const same = held.get(jws)
    held.set(jws, same ?? file)
    if (same !== undefined) {
      faults.push(fault('file-duplicate', file, `is the same card as ${same}`))
      continue
    }
    try {
      const { card, sha256 } = await once(known, `card ${chain} ${compared.join()} ${jws}`, () =>
        believe(jws, believed, compared),
      )
      if (card.member !== member || card.sequence !== row.sequence) {
        faults.push(fault('case-mismatch', file, `is card ${card.sequence} of ${card.member}`))
      } else if (Date.parse(row.seenAt) < Date.parse(card.issuedAt) - clockToleranceMs) {
        faults.push(fault('case-mismatch', file, `was issued at ${card.issuedAt}, and held before, at ${row.seenAt}`))
      } else {
        const keys = await once(known, `keys ${sha256}`, () => keysOf(card))
        believed.push({ file, card, words: once(known, `words ${sha256}`, () => fingerprint(card)), sha256, keys })
        chain = sha256Hex(utf8(chain + sha256))
      }
    } catch (error) {
      faults.push(fault('card-untrusted', file, foundIn(error)))
    }
  }
  const [first] = believed
  const proven = first !== undefined && compared.includes(first.words.join(' '))
  if (given === undefined) {
    const found = first ? `; its first card has the words: ${first.words.join(' ')}` : ''
    faults.push(fault('identity-unproven', first?.file ?? '', `no fingerprint was given for ${member}${found}`))
  } else if (!proven) {
    const later = believed.find(({ words }) => compared.includes(words.join(' ')))
    faults.push(first && later ? laterWords(member, first, later) : otherWords(member, first, given))
  }
  const keys = believed.map((each) => each.keys)
  return {
    ...{ member, proven, id: `${member} ${chain}`, cards: believed },
    signing: keys.flatMap(({ signing }) => signing),
    logs: keys.map(({ log }) => log),
    witnesses: keys.map(({ witness }) => witness),
  }
}

function otherWords(member: string, first: Pick<HeldCard, 'file' | 'words'> | undefined, given: readonly string[]) {
  const found = first ? `the words are: ${first.words.join(' ')}` : `there is no card of ${member} to be believed`
  return fault('fingerprint-wrong', first?.file ?? '', `${found}; given for ${member} were: ${given.join(' ')}`)
}

/** Members show the words of their newest card. Those that are wanted are not handed out here. */
function laterWords(member: string, first: Pick<HeldCard, 'card'>, { card, file }: Pick<HeldCard, 'card' | 'file'>) {
  const wanted = `wanted are those of its first card here, card ${first.card.sequence}`
  const found = `the words given are those of card ${card.sequence} of ${member}; ${wanted}`
  return fault('fingerprint-later', file, `${found}, as people compared them: ask for the record of that day`)
}

/** Twelve by twelve. */
const fingerprintsIn = (words: readonly string[]): string[] =>
  Array.from({ length: Math.ceil(words.length / 12) }, (_, at) => words.slice(12 * at, 12 * at + 12).join(' '))

interface CardKeys {
  readonly signing: readonly WindowedVerifyingKey[]
  readonly log: KnownLog & WithKid
  readonly witness: NamedKey & WithKid
}

/** @throws {CryptoError} for a card with a key that nothing can be verified with. */
async function keysOf(card: Card): Promise<CardKeys> {
  const key = logVerifyingKey(card.log.jwk)
  const { trustDomain } = card
  const { kid } = card.log
  return {
    signing: await signingKeysOf(card),
    log: { kid, origin: logOrigin(trustDomain), key },
    witness: { kid, name: witnessName(trustDomain), key },
  }
}

/** Of version 1, which names none before it, so many are tried: the newest. */
const mostOlder = 16

/**
 * The cards that this one may follow, newest first: the one that it names, and the newest, which
 * says why it does not follow.
 */
function olderOf(claimed: JsonObject, believed: readonly Pick<HeldCard, 'card' | 'sha256'>[]): readonly Card[] {
  const newest = believed.slice(-mostOlder).reverse()
  if (claimed['v'] === 1) return newest.map(({ card }) => card)
  const { succession } = claimed
  const previous = isJsonObject(succession) ? succession['previous'] : undefined
  const named = believed.findLast(({ sha256 }) => sha256 === previous)
  return [...new Set([...newest.slice(0, 1), ...(named ? [named] : [])])].map(({ card }) => card)
}

/**
 * @param believed oldest first; with none, the card vouches for itself, and its words decide.
 * @param compared words that people compared: a card that has them needs no older one.
 * @throws {CryptoError} `card`
 */
async function believe(
  jws: string,
  believed: readonly Pick<HeldCard, 'card' | 'sha256'>[],
  compared: readonly string[],
): Promise<TrustedCard> {
  // It tells itself when it was issued; what is no instant is no card either.
  const said = parseCanonical(fromBase64url(jws.split('.', 4)[1] ?? ''))
  const claimed = isJsonObject(said) ? said : {}
  const nowMs = Date.parse(String(claimed['issuedAt'] ?? ''))
  let nearest: unknown
  for (const trusting of [...olderOf(claimed, believed), 'first-contact'] as const) {
    try {
      const trusted = await readCard(jws, { trusting, nowMs })
      const mayStandAlone = believed.length === 0 || compared.includes(fingerprint(trusted.card).join(' '))
      if (trusting !== 'first-contact' || mayStandAlone) return trusted
    } catch (error) {
      nearest ??= error
    }
  }
  throw nearest
}

/**
 * Since when somebody else may have had a key of the member, by what its cards here say of it.
 * By the first card that names the earliest instant: those after it repeat it, and one that
 * corrects an earlier one makes it earlier.
 */
export function revocationOf(identity: Identity | undefined, kid: string) {
  let earliest: { readonly since: string; readonly card: number } | undefined
  for (const { card } of identity?.cards ?? []) {
    const found = card.revoked?.find((each) => each.kid === kid)
    if (found && (!earliest || Date.parse(found.since) < Date.parse(earliest.since)))
      earliest = { since: found.since, card: card.sequence }
  }
  return earliest
}
