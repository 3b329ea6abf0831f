// The certificates that partners use, as far as we saw them: of their cards, and of their
// connections. What is asked of a responder is asked about these.

import type { JudgingAuthority } from '../../../../crypto/x509/revoked/judged.ts'
import type { Fetched } from '../../../ports/installation.ts'
import type { Trust } from '../trust.ts'
import { type Link, ofCard } from './links.ts'

export interface Seen {
  /** A connection showed these; whether it may go on is another question. */
  see(member: string, links: readonly Link[]): void
  /** Of each active partner those of which this may be fetched from where they say. */
  linksFor(fetched: Fetched): ReadonlyMap<string, readonly Link[]>
  /** Authorities that may speak of a partner: of its card, and below these. */
  authoritiesOf(member: string): readonly JudgingAuthority[]
}

/** Of each partner; whoever shows more has the oldest forgotten. */
const mostLinks = 32

export function openSeen(trust: () => Trust, news: () => void): Seen {
  const shown = new Map<string, Map<string, Link>>()
  const linksOf = (member: string): readonly Link[] => {
    const partner = trust().partners.get(member)
    if (!partner || partner.revocation.check === 'off') return []
    return [...[...ofCard(partner.card).signing.values()].flat(), ...(shown.get(member)?.values() ?? [])]
  }
  return {
    see(member, links) {
      const before = shown.get(member) ?? new Map<string, Link>()
      const fresh = links.filter(({ certificate }) => !before.has(certificate.sha256))
      if (fresh.length === 0) return
      for (const link of fresh) before.set(link.certificate.sha256, link)
      for (const [first] of before) if (before.size > mostLinks) before.delete(first)
      shown.set(member, before)
      // Whoever shows ever new certificates sets nothing going that the operator did not allow.
      if ((trust().partners.get(member)?.revocation.fetch.length ?? 0) > 0) news()
    },
    linksFor: (fetched) =>
      new Map(
        [...trust().partners.values()]
          .filter(({ state, revocation }) => state === 'active' && revocation.fetch.includes(fetched))
          .map(({ member }) => [member, linksOf(member)]),
      ),
    authoritiesOf(member) {
      const partner = trust().partners.get(member)
      const own = partner ? ofCard(partner.card).authorities : new Map<string, JudgingAuthority>()
      const below = linksOf(member).map(({ authority }) => [authority.id, authority] as const)
      return [...new Map([...below, ...own]).values()]
    },
  }
}
