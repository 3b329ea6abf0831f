// The terms in force in a case, in both directions: who may read what until when. They hold no
// content.

import type { TermsBound, TermsInCase } from '../../answers/terms-answers.ts'
import type { CaseState } from '../../case/case.ts'
import { retentionEventsOf } from '../../case/retention.ts'
import { fold } from '../../case/steps.ts'
import { bindingMessage, termsInForce } from '../../case/terms-in-force.ts'
import { retentionEnd } from '../../model/terms/retention.ts'
import { readKeptTerms } from '../../model/terms/version-1.ts'
import type { TermName, TermOf, Terms } from '../../model/terms/vocabulary.ts'
import { profileUnder } from '../cases/cases.ts'
import type { UnalteredCase } from '../evidence/unaltered.ts'
import type { Trust } from '../trust/trust.ts'

/**
 * What we hold first. What stood under terms that an amendment replaced is under the amended ones.
 */
export function caseTerms(trust: Trust, { row, messages: all }: UnalteredCase): TermsInCase {
  const profile = profileUnder(trust, row)
  const messages = all.filter(({ standing }) => standing === 'kept')
  const state = fold(profile, row, messages)
  const folded = { profile, messages, state }
  const [inForce, binding] = [termsInForce(folded), bindingMessage(folded)]
  const events = retentionEventsOf(folded)
  const bodies = new Set(messages.map(({ id }) => id))
  const blocks = new Map<string, TermsBound>()
  for (const [id, given] of Object.entries(state.given)) {
    const [bound, written] = [inForce(id), binding(id)?.statement.terms]
    if (!bound || !written) continue
    const terms = readKeptTerms(written)
    const direction = given.by === row.role ? 'out' : 'in'
    const excluded = beyond(terms, bound.terms)
    const retention = termOf(terms, 'retention')
    const block = blocks.get([direction, bound.sha256, ...excluded].join()) ?? {
      sha256: bound.sha256,
      terms,
      direction,
      readUntil: (retention && retentionEnd(retention, events)) ?? null,
      excluded,
      binds: [],
    }
    const binds = [
      ...block.binds,
      { id, what: bodies.has(id) ? ('body' as const) : ('item' as const), ...stateOf(given) },
    ]
    blocks.set([direction, bound.sha256, ...excluded].join(), { ...block, binds })
  }
  const inOrder = [...blocks.values()].sort((a, b) => (a.direction === b.direction ? 0 : a.direction === 'in' ? -1 : 1))
  return { case: row.id, partner: row.partner, blocks: inOrder }
}

const stateOf = ({ acceptance, locked, disposed }: CaseState['given'][string]) => ({ acceptance, locked, disposed })

const termOf = <N extends TermName>({ terms }: Terms, name: N): TermOf<N> | undefined =>
  terms.find(({ term }) => term === name) as TermOf<N> | undefined

/** What assurances of the case exclude beyond the terms as they were written (6.2). */
function beyond(written: Terms, inForce: Terms): TermOf<'evidence'>['excluded'] {
  const already = termOf(written, 'evidence')?.excluded ?? []
  return (termOf(inForce, 'evidence')?.excluded ?? []).filter((each) => !already.includes(each))
}
