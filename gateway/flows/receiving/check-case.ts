// A statement held against its case, as it is stored and with what the delivery brought before, and
// against what holds between the members.

import { effectOf, itemsNamed } from '../../case/effects.ts'
import { isDutyOfHeld } from '../../case/legality.ts'
import { fold } from '../../case/steps.ts'
import { demandAsTermed, demandBrought, demandOfItems, demandTighter, termsOfCase } from '../../case/terms-in-force.ts'
import { inForce } from '../../model/agreement.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import { windowOf } from '../../model/limits/limits.ts'
import { Problem } from '../../model/problems/problems.ts'
import { checkBody } from '../../model/profile/message.ts'
import { otherRole } from '../../model/role.ts'
import type { Terms } from '../../model/terms/vocabulary.ts'
import type { MessageRow, ToldMessage } from '../../ports/rows.ts'
import { termsTextSha256s } from '../../words/terms/text.ts'
import { demandAgreementGoesOn, demandText, mayRest, pairSuspended } from '../between/members.ts'
import { mostThreads, type Side, suspensionOf, threadsOpenedBy } from '../between/pair.ts'
import { demandAnswerable } from '../cases/answerable.ts'
import { demandInForce } from '../trust/trust.ts'
import { caseBefore, threadOf } from './arrivals.ts'
import { whyOverLimits } from './case-limits.ts'
import type { Bodied, Typed } from './check-statement.ts'
import type { Judging, Passed, StoredCase, Taken } from './checks.ts'

/** A statement with the case that it is for; what only exercises the line has none. */
interface Placed extends Bodied {
  readonly place?: { readonly stored: StoredCase; readonly earlier: readonly Taken[] }
}

/** A statement whose terms were understood. */
interface Understood {
  readonly stands: Terms
}

/** Whoever names somebody else's case learns nothing of it. */
export async function underItsAgreement(
  { statement, held, inCase }: Typed,
  judging: Judging,
): Promise<Pick<Placed, 'place'>> {
  if (!inCase) return {}
  const stored = await judging.caseOf(statement.case)
  const earlier = judging.earlier.filter((each) => each.inCase && each.statement.case === statement.case)
  const asked = threadOf({ statement, held })
  const before = stored.row ?? (earlier[0] ? threadOf(earlier[0]) : asked)
  const { partner, agreement, profile } = before
  if (partner === asked.partner && agreement === asked.agreement && profile === asked.profile)
    return { place: { stored, earlier } }
  throw new Problem('statement-refused', 'the case is not one under this agreement')
}

/**
 * What a message may not be taken for, because of what holds between the two members beside its
 * case. Only what the asking member sends is held against a suspension. What the suspending member
 * itself sends is taken: it alone can say whether its obligations rest, and its resumption may
 * still be on the way, since messages of two cases may overtake each other.
 */
export async function withinPair(
  { statement, held, profile, type, content, place }: Placed,
  { deps: { store }, trust }: Judging,
): Promise<Problem | undefined> {
  if (!place) return undefined
  const answering: Side = { partner: held.partner, role: 'requested' }
  const { localDate } = statement
  const about = { profile, type: statement.type, held, side: answering, localDate, form: content.form }
  demandText(trust, about)
  await demandAgreementGoesOn(store, about)
  if (!mayRest(profile, statement.type) || type.from === 'requested') return undefined
  // A case that is not known here was opened by the partner, so that we are the one to answer.
  if (place.stored.row?.role === 'requesting') return undefined
  const suspension = await suspensionOf(store, answering)
  return suspension && pairSuspended(about, 'requesting', trust.us, suspension)
}

/**
 * An amendment that loosens, or of what nobody has brought, is refused, and so is an acceptance
 * that leaves out a term or decides on terms which its items were not given under. Whether they
 * have a place in the case is left to the fold.
 */
export function termsFit(so: Placed & Passed<'case-agreement'>, { trust, nowMs }: Judging): undefined {
  const { statement, profile, content, place } = so
  const effect = effectOf(profile, statement.type)
  if (!place || (effect !== 'amends-terms' && effect !== 'accepts-terms' && effect !== 'disposes')) return
  const row = caseBefore({ trust, now: nowMs }, place.stored, [...place.earlier, so])
  const messages = [...place.stored.messages, ...place.earlier.map(asMessage)]
  const before = { profile, messages, state: fold(profile, row, messages) }
  if (effect === 'disposes') {
    demandAsTermed(before, statement.facts.items as never)
    return
  }
  if (effect === 'amends-terms') {
    demandBrought(before, itemsNamed(statement))
    demandTighter(before, itemsNamed(statement), statement.terms)
    return
  }
  const sha256 = String(statement.facts.terms)
  const terms = termsOfCase(messages, sha256)
  demandOfItems(before, itemsNamed(statement), sha256)
  const termsTexts = termsTextSha256s(terms)
  checkBody(profile, statement.type, content.form, { terms, termsTexts, received: true, items: [] })
}

/** Once the agreement has ended only what is held keeps a case going (5.1). */
export function heldOrInForce(so: Placed & Passed<'case-agreement'>, { trust, nowMs }: Judging): undefined {
  const { statement, profile, held, place } = so
  const day = localDateOf(nowMs, trust.card.contact.timeZone)
  if (!place || inForce(held.agreement, day)) return
  const row = caseBefore({ trust, now: nowMs }, place.stored, [...place.earlier, so])
  const messages = [...place.stored.messages, ...place.earlier.map(asMessage)]
  if (!isDutyOfHeld(profile, statement.type, fold(profile, row, messages))) demandInForce(held, day)
}

/**
 * What is given in order to be answered has terms that let the office of its case read it for that:
 * else nobody could answer it.
 */
export function answerable(so: Placed & Understood, { trust, nowMs }: Judging): undefined {
  const { statement, profile, type, place, stands } = so
  if (!place || type.gives !== 'to-answer') return
  const { role, office } = caseBefore({ trust, now: nowMs }, place.stored, [...place.earlier, so])
  const { localDate } = statement
  demandAnswerable(stands, {
    // Its sender knows the offices from which we wrote, and our contact point before; which of our
    // own deals with the case now is nothing that it hears of.
    offices: [office, trust.card.contact.office, ...ownOffices(place.stored.messages)],
    purposes: profile.purposes[otherRole[role]],
    matter: statement.case,
    localDate,
  })
}

const ownOffices = (messages: readonly Pick<ToldMessage, 'direction' | 'statement'>[]): string[] =>
  messages.flatMap(({ direction, statement }) => (direction === 'out' ? [statement.from.office] : []))

/** Whatever it says, its case has room for it. */
export async function withinCaseLimits(
  { statement, held, place }: Placed & Passed<'case-agreement'>,
  { deps: { store, limits }, nowMs }: Judging,
): Promise<undefined> {
  if (!place) return
  const known = [...place.stored.messages, ...place.earlier.map((each) => ({ ...asMessage(each), storedAt: nowMs }))]
  const fault = await whyOverLimits({ store, maxSkewMs: limits.maxSkewMs }, held.agreement, known, statement, nowMs)
  if (fault !== undefined) throw new Problem('statement-refused', fault)
}

/** A member that opens one thread after the other would make every look at the pair slower. */
export async function threadsOpen(
  { statement, held, profile, type }: Typed,
  { deps: { store }, earlier }: Judging,
): Promise<undefined> {
  if (profile.scope !== 'members' || !type.opens) return
  const beside = earlier.filter((each) => each.profile.name === profile.name && each.statement.type === statement.type)
  if ((await threadsOpenedBy(store, held.partner, profile)) + beside.length < mostThreads) return
  throw new Problem(
    'statement-refused',
    `${mostThreads} threads of ${profile.name} that you opened stand open; end some of them first`,
  )
}

/** @returns what is over tomorrow: such a message is sent again. */
export async function casesLeft(
  { statement, place }: Placed,
  { deps: { store, partners }, partner: { member }, earlier, caseOf, nowMs }: Judging,
): Promise<Problem | undefined> {
  if (!place || place.stored.row) return
  const opened = new Set([statement.case])
  for (const each of earlier)
    if (each.inCase && !(await caseOf(each.statement.case)).row) opened.add(each.statement.case)
  const spent = opened.size + (await store.spent(member, 'cases', windowOf('cases', nowMs).since))
  try {
    partners.demandCount(member, 'cases', spent, nowMs)
    return
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

const asMessage = ({
  id,
  statement,
  sha256,
}: Taken): Pick<MessageRow, 'id' | 'statement' | 'sha256' | 'direction'> => ({
  id,
  statement,
  sha256,
  direction: 'in',
})
