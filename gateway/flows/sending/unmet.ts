// What terms demand of the other member is held against what its card declares, when something is
// given under them.
import type { Statement } from '../../../crypto/statement/statement.ts'
import type { CaseState } from '../../case/case.ts'
import { effectOf, itemsNamed } from '../../case/effects.ts'
import { termsInForce } from '../../case/terms-in-force.ts'
import { Problem } from '../../model/problems/problems.ts'
import { type KeptTerm, type Unmet, unmetBy, unmetInWords, weaker } from '../../model/terms/assurance-classes.ts'
import { readKeptTerms } from '../../model/terms/version-1.ts'
import type { AssuranceClass, TermName, Terms } from '../../model/terms/vocabulary.ts'
import type { Prepared } from './prepare.ts'

/** What of a message is no part of its statement, and kept with its body until it has left. */
interface Beside {
  /** Items that leave without our share of their key. */
  readonly withheld?: readonly string[]
  /** How much of its terms its recipient has to keep still when it leaves. */
  readonly kept?: readonly KeptTerm[]
}

/**
 * The terms of what is given, documents or their keys, of which the partner's card declares less
 * than they demand; and what goes beside the statement. What two persons let go though less is
 * declared leaves as long as that much is.
 * @throws {Problem} `assurance-unmet` where the agreement leaves that to nobody
 */
export function demandKept(
  { profile, partner, held, messages }: Prepared,
  statement: Statement,
  state: CaseState,
): { readonly unmet: readonly Unmet[]; readonly beside: Beside } {
  const bound = termsInForce({ profile, messages, state })
  const givesKeys = effectOf(profile, statement.type) === 'gives-keys'
  const sets = givesKeys
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
  const withheld = statement.items.flatMap(({ id }) => (state.given[id]?.locked ? [id] : []))
  const opens = givesKeys || withheld.length < statement.items.length
  const kept = opens ? leastKept(sets, unmet) : []
  return { unmet, beside: { ...(withheld.length > 0 && { withheld }), ...(kept.length > 0 && { kept }) } }
}

/** Of each term the most that is demanded, or what is declared where two persons know of that. */
function leastKept(sets: readonly Pick<Terms, 'terms'>[], unmet: readonly Unmet[]): readonly KeptTerm[] {
  const most = new Map<TermName, AssuranceClass>()
  for (const { term, assurance } of sets.flatMap(({ terms }) => terms)) {
    const before = most.get(term)
    if (before === undefined || weaker(assurance, before) === before) most.set(term, assurance)
  }
  for (const { term, declared } of unmet) most.set(term, declared)
  return [...most].map(([term, assurance]) => ({ term, assurance }))
}
