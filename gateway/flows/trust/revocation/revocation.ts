// All about revoked certificates, put together: what is held, where it comes from, and how partners
// stand by it.

import { authorityOf, type JudgingAuthority } from '../../../../crypto/x509/revoked/judged.ts'
import { parseCertificate } from '../../../../crypto/x509/x509.ts'
import type { Keys, RevocationFiles } from '../../../ports/installation.ts'
import type { PartnerLine, RevocationLine } from '../../../ports/line.ts'
import type { World } from '../../../ports/world.ts'
import type { Log } from '../../../watch/log.ts'
import type { Trust } from '../trust.ts'
import { type ListExchange, listExchange } from './exchange.ts'
import { openHeldLists } from './held.ts'
import { type RevocationJudge, revocationJudge } from './judging.ts'
import { ofCard } from './links.ts'
import { type RevocationNotices, revocationNotices } from './notices.ts'
import { openSeen, type Seen } from './seen.ts'
import { revocationSources } from './sources.ts'

/** What decides about a partner now. */
export interface Revocation extends RevocationJudge, Pick<Seen, 'see'> {}

export interface OpenRevocation extends Revocation {
  readonly notices: RevocationNotices
  /** Over the line to partners, once there is one. */
  exchange(
    line: Pick<PartnerLine, 'crls' | 'offerCrl'>,
    awayUntil: (member: string) => number | undefined,
  ): ListExchange
  /** Looks at each source once. */
  look(): Promise<void>
}

interface Opening {
  readonly files: RevocationFiles
  readonly sources: RevocationLine
  readonly urls: readonly string[]
  readonly everyMs: number
  readonly world: World
  readonly log: Log
  trust(): Trust
  keys(): Pick<Keys, 'tls' | 'signing'>
  /** Lets others have their turn, in the middle of a long list. */
  pause(): Promise<void>
  /** A certificate was seen that may have to be asked after. */
  news(): void
}

export async function openRevocation(deps: Opening): Promise<OpenRevocation> {
  const { files, sources: line, urls, world, log, trust } = deps
  const held = await openHeldLists({ files, world, log, pause: deps.pause })
  const seen = openSeen(trust, deps.news)
  const judge = revocationJudge(held, world)
  const ownAuthorities = () => authoritiesOfOurs(trust(), deps.keys())
  const authorities = () => [
    ...ownAuthorities(),
    ...[...trust().partners.keys()].flatMap((member) => seen.authoritiesOf(member)),
  ]
  const sources = revocationSources({ held, seen, files, line, urls, world, log, authorities })
  return {
    ...judge,
    see: seen.see,
    notices: revocationNotices({ held, seen, judge, trust, ownAuthorities, failing: sources.failing }),
    exchange: (partners, awayUntil) =>
      listExchange({ held, seen, line: partners, world, log, trust, ownAuthorities, everyMs: deps.everyMs, awayUntil }),
    look: sources.look,
  }
}

/** Of our card, and of the chains that we present. */
function authoritiesOfOurs(trust: Trust, { tls, signing }: Pick<Keys, 'tls' | 'signing'>): JudgingAuthority[] {
  const chains = [tls.certPem, ...signing.map(({ certPem }) => certPem)].flatMap(
    (text) => text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
  )
  const presented = chains.map((pem) => parseCertificate(pem)).filter(({ ca }) => ca)
  const all = [...ofCard(trust.card).authorities.values(), ...presented.map(({ der }) => authorityOf(der))]
  return [...new Map(all.map((each) => [each.id, each])).values()]
}
