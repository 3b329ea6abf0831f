// What an operator is told of lists of revoked certificates: which there are and until when, whom
// they refuse, and which source gives none.

import { iso } from '../../../../crypto/instants.ts'
import type { JudgingAuthority } from '../../../../crypto/x509/revoked/judged.ts'
import type { Partner } from '../load-partners.ts'
import type { Trust } from '../trust.ts'
import { means } from '../validity/sayings.ts'
import type { ListThatEnds } from '../validity/validities.ts'
import type { FailingSource } from './failing.ts'
import type { HeldList, HeldLists } from './held.ts'
import type { RevocationJudge } from './judging.ts'
import { shownName } from './links.ts'
import type { Seen } from './seen.ts'

export interface RevocationNotices {
  /** What is to be known beside the end of lists, and does not stop the whole gateway. */
  reasons(): string[]
  /** Those that speak of partners, or of us. */
  lists(): readonly ListThatEnds[]
  /** How many sources give nothing good. */
  failing(): number
}

interface Noticing {
  readonly held: Pick<HeldLists, 'of'>
  readonly seen: Pick<Seen, 'authoritiesOf'>
  readonly judge: RevocationJudge
  trust(): Trust
  failing(): readonly FailingSource[]
  ownAuthorities(): readonly Pick<JudgingAuthority, 'id'>[]
}

const hourMs = 3_600_000

export function revocationNotices({ held, seen, judge, ...deps }: Noticing): RevocationNotices {
  const asked = (): Partner[] =>
    [...deps.trust().partners.values()].filter(
      ({ state, revocation }) => state === 'active' && revocation.check !== 'off',
    )

  function listsOf({ member, revocation: { check, graceHours } }: Partner): ListThatEnds[] {
    return seen
      .authoritiesOf(member)
      .flatMap(({ id }) => held.of(id))
      .map((list) => {
        const { nextUpdateMs } = list.crl
        const then =
          check === 'grace'
            ? `its certificates are taken until ${iso(nextUpdateMs + graceHours * hourMs)}`
            : 'its certificates are refused'
        return { ...thatEnds(list), member, ours: false, means: then }
      })
  }

  const ownLists = (): ListThatEnds[] =>
    deps
      .ownAuthorities()
      .flatMap(({ id }) => held.of(id))
      .map((list) => ({ ...thatEnds(list), member: deps.trust().us, ours: true, means: means.own.crl }))

  function notGood(partner: Partner): string[] {
    return judge
      .keysOf(partner)
      .flatMap((key) => ('refused' in key && key.refused !== undefined ? [key.refused] : []))
      .map((reason) => `${partner.member}: its signing certificate is refused, ${reason}`)
  }

  return {
    reasons: () => [
      ...asked().flatMap(notGood),
      ...deps
        .failing()
        .map(
          ({ source, sinceMs, problem }) =>
            `${source} gives no list of revoked certificates since ${iso(sinceMs)}: ${problem}`,
        ),
    ],
    lists: () => [...ownLists(), ...asked().flatMap(listsOf)],
    failing: () => deps.failing().length,
  }
}

const thatEnds = ({ crl, authority, source }: HeldList) => ({
  sha256: crl.sha256,
  authority: shownName(authority.subject),
  number: String(crl.number),
  source,
  fromMs: crl.thisUpdateMs,
  untilMs: crl.nextUpdateMs,
})
