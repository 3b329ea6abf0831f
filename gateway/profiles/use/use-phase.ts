// The use phase as a kit: messages about what was given, which a profile takes in with one line.
import { retentionRegions } from '../../model/profile/holding.ts'
import type { Owes, Profile, Region } from '../../model/profile/profile.ts'
import { verificationUpdate } from './accuracy/verification-update.ts'
import { breach } from './ending/breach.ts'
import { disposal } from './ending/disposal.ts'
import { measures } from './ending/measures.ts'
import { outcome } from './feedback/outcome.ts'
import { outcomeAsk } from './feedback/outcome-ask.ts'
import { permission } from './permission/permission.ts'
import { permissionAsk } from './permission/permission-ask.ts'
import type { Phase } from './phase.ts'
import { acceptTerms } from './terms/accept-terms.ts'
import { amendTerms } from './terms/amend-terms.ts'
import { keys } from './terms/keys.ts'
import { useAsk } from './uses/use-ask.ts'
import { useReport } from './uses/use-report.ts'

const regions = {
  ...retentionRegions,
  breach: {
    initial: 'none',
    describe: {
      none: 'No breach was notified.',
      notified: 'A breach was notified; no measures yet.',
      measures: 'Some measures were taken; more are to follow.',
      settled: 'The measures of 11.1 were taken and notified.',
    },
    life: {
      none: ['notified'],
      notified: ['measures', 'settled'],
      measures: ['notified', 'settled'],
      settled: ['notified'],
    },
  },
} as const satisfies Record<string, Region>

/** What follows once something was given: the messages about it, and what of a case they move. */
export const usePhase = (phase: Phase) => ({
  regions,
  decides: phase.decides,
  messages: underBasis(phase, {
    'accept-terms': acceptTerms(phase),
    keys: keys(phase),
    'verification-update': verificationUpdate(phase),
    'permission-ask': permissionAsk(phase),
    permission: permission(phase),
    'amend-terms': amendTerms(phase),
    'outcome-ask': outcomeAsk(phase),
    outcome: outcome(phase),
    'use-ask': useAsk(phase),
    'use-report': useReport(phase),
    disposal: disposal(phase),
    breach: breach(phase),
    measures: measures(phase),
  }),
})

/** Under an agreement of the members' own nothing is cited or demanded by the treaty. */
function underBasis<M extends Profile['messages']>({ agreed }: Phase, messages: M): M {
  if (agreed === undefined) return messages
  const row = (owes: Owes): Owes => ({
    ...owes,
    paragraph: agreed,
    source: owes.source === 'treaty' ? 'agreement' : owes.source,
  })
  return Object.fromEntries(
    Object.entries(messages).map(([type, message]) => [
      type,
      { ...message, paragraphs: [agreed], ...(message.owes && { owes: message.owes.map(row) }) },
    ]),
  ) as unknown as M
}
