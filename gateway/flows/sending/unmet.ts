// What terms demand of the other member is held against what its card declares, when something is
// given under them.
import type { Statement } from '../../../crypto/statement/statement.ts'
import type { CaseState } from '../../case/case.ts'
import { effectOf, itemsNamed } from '../../case/effects.ts'
import { termsInForce } from '../../case/terms-in-force.ts'
import { Problem } from '../../model/problems/problems.ts'
import { type Unmet, unmetBy, unmetInWords } from '../../model/terms/assurance-classes.ts'
import { readKeptTerms } from '../../model/terms/version-1.ts'
import type { Prepared } from './prepare.ts'

/**
 * The terms of what is given, documents or their keys, of which the partner's card declares less
 * than they demand.
 * @throws {Problem} `assurance-unmet` where the agreement leaves that to nobody
 */
export function demandKept(
  { profile, partner, held, messages }: Prepared,
  statement: Statement,
  state: CaseState,
): readonly Unmet[] {
  const bound = termsInForce({ profile, messages, state })
  const sets =
    effectOf(profile, statement.type) === 'gives-keys'
      ? itemsNamed(statement).flatMap((id) => bound(id)?.terms ?? [])
      : statement.items.length > 0
        ? [readKeptTerms(statement.terms)]
        : []
  const unmet = sets
    .flatMap(({ terms }) => unmetBy(terms, partner.card.assurance))
    .filter(({ term }, index, all) => all.findIndex((each) => each.term === term) === index)
  if (unmet.length > 0 && held.agreement.parameters.assuranceUnmet === 'refuse')
    throw new Problem(
      'assurance-unmet',
      `${partner.member} keeps less than the terms demand: ${unmetInWords(unmet)}; the agreement lets nothing be given then`,
      { paragraph: '5.1', field: '/terms' },
    )
  return unmet
}
