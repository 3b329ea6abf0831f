// The terms that hold where nobody asked for anything else.
import { defaultTerms } from '../../model/terms/terms.ts'
import type { Protection, PurposeCode, Terms } from '../../model/terms/vocabulary.ts'
import type { Partner } from '../trust/load-partners.ts'
import type { HeldAgreement, Trust } from '../trust/trust.ts'

interface StandardTerms {
  readonly trust: Trust
  readonly held: HeldAgreement
  readonly partner: Partner
  readonly localDate: string
  readonly matter: string
  readonly purposes: readonly string[]
  /** The partner's contact point where none is known yet. */
  readonly offices: readonly string[] | undefined
  /** As our card describes it where a message does not. */
  readonly protection: Protection | undefined
}

/** What holds where nobody asked for anything else: strict, out of agreement, card and case. */
export const standardTerms = ({
  trust,
  held,
  partner,
  localDate,
  matter,
  purposes,
  offices,
  protection,
}: StandardTerms): Terms =>
  defaultTerms({
    provider: trust.us,
    recipient: partner.member,
    legalBasis: held.agreement.legalBasis,
    protection: protection ?? {
      level: 'customs-confidential',
      description: trust.card.standing.protection,
      measures: [],
      law: [],
    },
    offices: offices ?? [partner.card.contact.office],
    purposes: purposes as readonly PurposeCode[],
    matter,
    localDate,
    defaults: held.agreement.terms,
  })
