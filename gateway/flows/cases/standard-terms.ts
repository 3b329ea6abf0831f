// The terms that hold where nobody asked for anything else.
import type { CaseCore } from '../../model/profile/case-core.ts'
import type { Profile } from '../../model/profile/profile.ts'
import type { Role } from '../../model/role.ts'
import { defaultTerms, excluding } from '../../model/terms/terms.ts'
import type { Protection, PurposeCode, Terms } from '../../model/terms/vocabulary.ts'
import type { Partner } from '../trust/load-partners.ts'
import type { HeldAgreement, Trust } from '../trust/trust.ts'

interface StandardTerms {
  readonly trust: Trust
  readonly held: HeldAgreement
  readonly partner: Partner
  readonly profile: Pick<Profile, 'purposes'>
  /** The side that writes: what it gives may be used for what its profile says. */
  readonly role: Role
  readonly localDate: string
  readonly matter: string
  readonly state: Pick<CaseCore, 'purposes' | 'assured'>
  /** The partner's contact point where none is known yet. */
  readonly offices: readonly string[] | undefined
  /** As our card describes it where a message does not. */
  readonly protection: Protection | undefined
}

/** What holds where nobody asked for anything else: strict, out of agreement, card and case. */
export const standardTerms = (about: StandardTerms): Terms => {
  const { trust, held, partner, localDate, matter, state, offices, protection } = about
  const { legalBasis, terms: defaults } = held.agreement
  // What was assured binds anyhow; terms that are made from then on say so.
  return excluding(
    new Set(state.assured.flatMap(({ excluded }) => excluded)),
    defaultTerms({
      provider: trust.us,
      recipient: partner.member,
      legalBasis,
      protection: protection ?? {
        level: 'customs-confidential',
        description: trust.card.standing.protection,
        measures: [],
        law: [],
      },
      offices: offices ?? [partner.card.contact.office],
      purposes: purposesOf(about),
      matter,
      localDate,
      defaults,
    }),
  )
}

/** What the profile fixes holds whatever the case is for. */
function purposesOf({ profile, role, state }: StandardTerms): readonly PurposeCode[] {
  const rule = profile.purposes[role]
  return rule === 'of-case' ? (state.purposes as readonly PurposeCode[]) : rule
}
