// What we may send next in a case, and why nothing else: out of the profile, the agreement, the
// partner and the pair.
import type { CaseView } from '../../answers/case-answers.ts'
import type { CaseState } from '../../case/case.ts'
import { isDutyOfHeld, legality } from '../../case/legality.ts'
import { inForce } from '../../model/agreement.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Profile } from '../../model/profile/profile.ts'
import type { CaseAsk } from '../../ports/doors/national.ts'
import type { CaseRow } from '../../ports/rows.ts'
import { whyFourEyes } from '../cases/four-eyes.ts'
import { activePartner, agreementHeld, type Trust } from '../trust/trust.ts'
import { exampleOfBody, schemaOfBody } from './profile-views.ts'

interface NextAsk {
  readonly trust: Trust
  readonly row: CaseRow
  readonly profile: Profile
  readonly state: CaseState
  /** Our day. */
  readonly localDate: string
  /** Whether the member that answers has suspended its obligations (11.2). */
  readonly suspended: boolean
}

/**
 * `legalNext` names what `next` describes; `notLegal` says of each other message type of ours why
 * not.
 */
export function nextMessages(
  about: NextAsk,
  { schemas = false }: CaseAsk,
): Pick<CaseView, 'legalNext' | 'next' | 'notLegal'> {
  const { trust, row, profile, state, suspended } = about
  const nothing = whyNothing(about)
  const ended = whyEnded(about)
  const reasons = Object.entries(legality(profile, state, row.role, { suspended })).map(
    ([type, reason]) => [type, nothing ?? (isDutyOfHeld(profile, type, state) ? undefined : ended) ?? reason] as const,
  )
  const legal = reasons.flatMap(([type, reason]) => (reason === undefined ? [type] : []))
  const held = trust.agreements.get(row.agreement)
  return {
    legalNext: legal,
    next: legal.map((type) => {
      const message = profile.messages[type]
      const { discretionary } = state
      const why = held && whyFourEyes(profile, type, held, { discretionary, role: row.role, before: state })
      return {
        type,
        title: message?.title ?? type,
        paragraphs: [...(message?.paragraphs ?? [])],
        items: message?.items ?? 'none',
        schema: `/v1/profiles/${profile.name}#/messages/${type}/body`,
        answers: state.owed
          .filter(({ by, answeredBy }) => by === row.role && answeredBy.includes(type))
          .map(({ message: asking }) => asking),
        secondPerson: why ?? null,
        ...(schemas && message && { body: schemaOfBody(message), example: exampleOfBody(message) }),
      }
    }),
    notLegal: Object.fromEntries(reasons.flatMap(([type, reason]) => (reason === undefined ? [] : [[type, reason]]))),
  }
}

/** Once the agreement has ended only duties about what is held go on. */
function whyEnded({ trust, row, localDate }: NextAsk): string | undefined {
  const held = trust.agreements.get(row.agreement)
  if (!held || inForce(held.agreement, localDate)) return undefined
  const { id, from, until } = held.agreement
  return `agreement ${id} is in force from ${from} until ${until ?? 'further notice'}`
}

/**
 * Why nothing at all can be sent in a case: its partner or its agreement is not there for us today.
 */
function whyNothing({ trust, row }: NextAsk): string | undefined {
  try {
    activePartner(trust, row.partner)
    agreementHeld(trust, row.agreement)
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
}
