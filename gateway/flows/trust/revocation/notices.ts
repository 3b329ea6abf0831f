// What an operator is told of lists of revoked certificates: by readiness, numbers and the log.

import { dayMs, iso } from '../../../../crypto/instants.ts'
import type { World } from '../../../ports/world.ts'
import { type Log, record } from '../../../watch/log.ts'
import type { Partner } from '../load-partners.ts'
import type { Trust } from '../trust.ts'
import type { HeldList, HeldLists } from './held.ts'
import type { RevocationJudge } from './judging.ts'
import { shownName } from './links.ts'
import type { Seen } from './seen.ts'
import type { FailingSource } from './sources.ts'

export interface RevocationNotices {
  /** What is to be known, and does not stop the whole gateway. */
  reasons(): string[]
  /** Days until the first list of each partner ends; negative when it has ended. */
  days(): readonly { readonly partner: string; readonly days: number }[]
  /** How many sources give nothing good. */
  failing(): number
  /** Says it in the log: when it comes so far, and then once a day. */
  look(): void
}

interface Noticing {
  readonly held: HeldLists
  readonly seen: Seen
  readonly judge: RevocationJudge
  readonly world: Pick<World, 'now'>
  readonly log: Log
  trust(): Trust
  failing(): readonly FailingSource[]
}

const hourMs = 3_600_000

export function revocationNotices(deps: Noticing): RevocationNotices {
  const { held, seen, judge, world, log } = deps
  const told = new Map<string, number>()

  const asked = (): Partner[] =>
    [...deps.trust().partners.values()].filter(
      ({ state, revocation }) => state === 'active' && revocation.check !== 'off',
    )
  const listsOf = ({ member }: Partner): HeldList[] => seen.authoritiesOf(member).flatMap(({ id }) => held.of(id))

  function lapsed(partner: Partner): string[] {
    const nowMs = world.now()
    const { check, graceHours } = partner.revocation
    return listsOf(partner)
      .filter(({ crl }) => crl.nextUpdateMs < nowMs)
      .map(({ crl, authority }) => {
        const endMs = crl.nextUpdateMs + (check === 'grace' ? graceHours * hourMs : 0)
        const then = endMs < nowMs ? 'its certificates are refused' : `its certificates are taken until ${iso(endMs)}`
        const named = shownName(authority.subject)
        return `${partner.member}: the list of revoked certificates of ${named} ended on ${iso(crl.nextUpdateMs)}; ${then}`
      })
  }

  function notGood(partner: Partner): string[] {
    return judge
      .keysOf(partner)
      .flatMap((key) => ('refused' in key && key.refused !== undefined ? [key.refused] : []))
      .map((reason) => `${partner.member}: its signing certificate is refused, ${reason}`)
  }

  /** @returns whether it is to be said now. */
  function isNews(what: string): boolean {
    const before = told.get(what)
    const nowMs = world.now()
    if (before !== undefined && Math.abs(nowMs - before) < dayMs) return false
    told.set(what, nowMs)
    return true
  }

  return {
    reasons: () => [
      ...asked().flatMap((partner) => [...lapsed(partner), ...notGood(partner)]),
      ...deps
        .failing()
        .map(
          ({ source, sinceMs, problem }) =>
            `${source} gives no list of revoked certificates since ${iso(sinceMs)}: ${problem}`,
        ),
    ],
    days: () =>
      asked().flatMap((partner) => {
        const ends = listsOf(partner).map(({ crl }) => crl.nextUpdateMs)
        return ends.length === 0 ? [] : [{ partner: partner.member, days: (Math.min(...ends) - world.now()) / dayMs }]
      }),
    failing: () => deps.failing().length,
    look() {
      const nowMs = world.now()
      for (const partner of asked())
        for (const { crl, authority } of listsOf(partner)) {
          const { thisUpdateMs, nextUpdateMs, sha256 } = crl
          const about = {
            partner: partner.member,
            authority: shownName(authority.subject),
            nextUpdate: iso(nextUpdateMs),
          }
          if (nextUpdateMs < nowMs) {
            if (isNews(`lapsed ${partner.member} ${sha256}`)) record(log, 'crl.lapsed', about)
          } else if (nextUpdateMs - nowMs < (nextUpdateMs - thisUpdateMs) / 4) {
            if (isNews(`lapsing ${partner.member} ${sha256}`)) record(log, 'crl.lapsing', about)
          }
        }
      for (const [what, at] of told) if (Math.abs(nowMs - at) > 2 * dayMs) told.delete(what)
    },
  }
}
