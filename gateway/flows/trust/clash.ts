// Who could be taken for whom: names on the line and in the logs, and the name that people read,
// are each one member's alone.

import type { Card } from '../../../crypto/card/card-shape.ts'
import { likenessOf, skeletonOf } from '../../../crypto/card/clean-text.ts'

/**
 * What others know a member by on the line and in its log; `<trust domain>/log` and `<trust
 * domain>/witness` follow from it.
 */
export interface MemberIdentity {
  readonly trustDomain: string
  /** Key id of the log. */
  readonly log: string
}

/** Another member whose card lies here, whatever its state, or we ourselves. */
export interface Neighbour {
  readonly member: string
  readonly ours: boolean
  readonly name: string
  /**
   * Of its card now, and those it had before: signatures made under them are verified for years.
   */
  readonly identities: readonly MemberIdentity[]
}

export const identityOf = ({ trustDomain, log }: Pick<Card, 'trustDomain' | 'log'>): MemberIdentity => ({
  trustDomain,
  log: log.kid,
})

const isSame = (one: MemberIdentity, other: MemberIdentity): boolean =>
  one.trustDomain === other.trustDomain && one.log === other.log

/** Those that are not the one it has now, each once: nobody else may ever have them. */
export const formerlyIn = (identities: readonly MemberIdentity[], now: MemberIdentity): MemberIdentity[] =>
  identities.filter((each, at) => !isSame(each, now) && identities.findIndex((other) => isSame(each, other)) === at)

/**
 * What a card that succeeds does not change by itself, as people say who answers for the member and
 * where. Nothing where it does not. Another port of the same host is no other place.
 */
export function movedFrom(older: Card, { trustDomain, endpoint }: Card): string | undefined {
  if (trustDomain !== older.trustDomain)
    return `its trust domain is ${trustDomain}, that of the card in use is ${older.trustDomain}`
  const [host, before] = [hostOf(endpoint), hostOf(older.endpoint)]
  return host === before ? undefined : `its partner door is at ${host}, that of the card in use at ${before}`
}

/** A card that an older version took may say anything. */
const hostOf = (endpoint: string): string => (URL.canParse(endpoint) ? new URL(endpoint).hostname : endpoint)

/**
 * In what a member is, or was, the same as another; nothing when in nothing. The name is no part of
 * it.
 */
export function identityClash(card: Card, neighbours: readonly Neighbour[]): string | undefined {
  for (const { member, ours, identities } of neighbours) {
    if (member === card.member) continue
    if (identities.some(({ trustDomain }) => trustDomain === card.trustDomain))
      return ours
        ? `${card.member} uses our own trust domain ${card.trustDomain}`
        : `${card.member} uses the trust domain ${card.trustDomain} of ${member}`
    if (identities.some(({ log }) => log === card.log.kid))
      return ours ? `${card.member} uses our own log key` : `${card.member} uses the log key of ${member}`
  }
  return undefined
}

/**
 * Whose name this one reads like. A member that keeps its name keeps it: that another has come to
 * be called so is not its fault.
 */
export function nameClash(card: Card, neighbours: readonly Neighbour[]): string | undefined {
  const [skeleton, likeness] = [skeletonOf(card.name), likenessOf(card.name)]
  // Nor may it be called what another is known by on the line.
  const readsLike = ({ member, name, identities }: Neighbour) =>
    skeletonOf(name) === skeleton ||
    [name, member, ...identities.map(({ trustDomain }) => trustDomain)].some((each) => likenessOf(each) === likeness)
  if (neighbours.some(({ member, name }) => member === card.member && name === card.name)) return undefined
  const taken = neighbours.find((each) => each.member !== card.member && readsLike(each))
  if (!taken) return undefined
  return taken.ours
    ? `the name of ${card.member} reads like our own`
    : `the name of ${card.member} reads like that of ${taken.member}`
}
