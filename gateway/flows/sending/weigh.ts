// All that a message is held against before it leaves, and the statement that it would be: whoever
// posts it and whoever rehearses it hears the same.
import { dayMs } from '../../../crypto/instants.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { type Statement, type WrittenStatement, writeStatement } from '../../../crypto/statement/statement.ts'
import { type CaseState, foldCase } from '../../case/case.ts'
import { effectOf, itemsNamed } from '../../case/effects.ts'
import { stepOf } from '../../case/steps.ts'
import { demandTighter } from '../../case/terms-in-force.ts'
import { Problem } from '../../model/problems/problems.ts'
import { readKeptTerms } from '../../model/terms/version-1.ts'
import type { Protection } from '../../model/terms/vocabulary.ts'
import type { Client, Rehearse } from '../../ports/doors/national.ts'
import type { LookupStore } from '../../ports/reading.ts'
import { alikeCases } from '../between/alike.ts'
import { demandAnswerable } from '../cases/answerable.ts'
import { demandStated, whyFourEyes } from '../cases/four-eyes.ts'
import { ownStatement } from '../cases/own-statement.ts'
import { standardTerms } from '../cases/standard-terms.ts'
import type { Lent } from './enclosures.ts'
import { type Prepared, type Preparing, prepare, type TypedAsk, typed } from './prepare.ts'
import { officesOf } from './terms.ts'
import { demandKept } from './unmet.ts'

interface Weighing extends Preparing {
  store: Preparing['store'] & LookupStore
}

/**
 * @param lent documents of a draft that another person began
 * @throws {Problem} of whatever it does not fit
 */
export async function weighed(deps: Weighing, client: Client, ask: TypedAsk, lent?: Lent) {
  const prepared = await prepare(deps, client, ask, lent)
  const composed = compose(deps, prepared)
  const { discretionary } = composed.state
  const { unmet, beside } = demandKept(prepared, composed.written.statement, composed.state)
  const why = whyFourEyes(prepared.profile, ask.type, prepared.held, {
    discretionary,
    role: prepared.before.role,
    client,
    before: prepared.state,
    facts: composed.written.statement.facts,
    unmet,
  })
  return { prepared, composed, beside, why, said: await alikeCases(deps, client, prepared) }
}

/** Without a commit: what would be refused is, and nothing is written but a try to pass on. */
export const rehearsing =
  (deps: Weighing): Rehearse =>
  async (client, ask) => {
    const { why, said } = await weighed(deps, client, typed(deps.trust(), ask))
    if (why !== undefined) demandStated(client)
    return { why: why ?? null, ...said }
  }

export interface Composed {
  readonly written: WrittenStatement
  readonly salt: Uint8Array
  readonly state: CaseState
}

/** The statement, if it is legal now. @throws {Problem} `message-illegal` with the reason */
function compose({ world }: Weighing, prepared: Prepared): Composed {
  const { ask, now, localDate, trust, before, partner, held, profile, steps, items, content, octets } = prepared
  const salt = world.randomOctets(32)
  const base = ownStatement({
    ...{ id: prepared.id, matter: before.id, profile, type: ask.type, held, trust },
    ...{ office: before.office, to: partner.member },
    ...{ clock: before.clock + 1, previous: before.previousSha256 ?? undefined, inReplyTo: ask.inReplyTo },
    ...{ uses: prepared.uses, form: content.form, octets, salt, items },
    ...{ now, localDate, expiresAt: now + held.agreement.parameters.deliverWithinDays * dayMs },
  })
  // The fold looks at no terms and no digest, so the state is known before they are.
  const own = stepOf(before, { statement: base, sha256: '' })
  const state = foldCase(profile, [...steps, own])
  if (state.steps[base.id] !== 'applied')
    throw new Problem(
      'message-illegal',
      state.reasons[base.id] ?? `${ask.type} is not legal in a case that is ${before.state}`,
    )
  const statement: Statement = { ...base, terms: prepared.given ?? usualTerms(prepared, state) }
  if (effectOf(profile, ask.type) === 'amends-terms') demandTighter(prepared, itemsNamed(base), statement.terms)
  if (profile.messages[ask.type]?.gives === 'to-answer') demandReadable(prepared, statement.terms)
  return { written: writeStatement(statement), salt, state }
}

/** By the office from which the partner writes in the case, or its contact point. */
const demandReadable = ({ profile, before, partner, messages, localDate }: Prepared, terms: JsonObject): void =>
  demandAnswerable(readKeptTerms(terms), {
    offices: officesOf(messages) ?? [partner.card.contact.office],
    purposes: profile.purposes[before.role],
    matter: before.id,
    localDate,
  })

const usualTerms = (
  { trust, held, partner, profile, localDate, before, messages, content }: Prepared,
  state: CaseState,
): JsonObject =>
  standardTerms({
    trust,
    held,
    partner,
    profile,
    role: before.role,
    localDate,
    matter: before.id,
    state,
    offices: officesOf(messages),
    protection: content.form.protection as Protection | undefined,
  }) as unknown as JsonObject
