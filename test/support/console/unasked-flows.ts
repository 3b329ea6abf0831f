// Flows of which a page may ask nothing: a test puts in those that it may.
import type { NationalFlows } from '../../../gateway/ports/doors/national.ts'
import type { OperatorFlows } from '../../../gateway/ports/doors/operator.ts'
import type { PersonFlows } from '../../../gateway/ports/doors/persons.ts'

const unasked = (): never => {
  throw new Error('a page asked for what it has no business with')
}

export const unaskedNational: NationalFlows = {
  ...{ denied: unasked, makeTerms: unasked, terms: unasked, upload: unasked, submit: unasked, rehearse: unasked },
  ...{ drafts: unasked },
  ...{
    approveDraft: unasked,
    returnDraft: unasked,
    changeDraft: unasked,
    rehearseDraft: unasked,
    withdrawDraft: unasked,
    cases: unasked,
  },
  ...{ searchCases: unasked, case: unasked, caseTerms: unasked, uses: unasked, register: unasked, handOver: unasked },
  ...{
    assign: unasked,
    registrations: unasked,
    held: unasked,
    asks: unasked,
    due: unasked,
    queue: unasked,
    workload: unasked,
  },
  ...{ statistics: unasked, profiles: unasked, profile: unasked, messages: unasked, message: unasked, item: unasked },
  ...{ release: unasked, releasedAgain: unasked, readBody: unasked, readWhole: unasked, clear: unasked },
  ...{ exportCase: unasked, events: unasked, lastEvent: unasked, watchEvents: unasked, partners: unasked },
  ...{ agreements: unasked, beforeSuspension: unasked },
}

export const unaskedOperator: OperatorFlows = {
  ...{ deliveries: unasked, redeliver: unasked, testPartner: unasked, rehearse: unasked, announceAbsence: unasked },
  ...{ restored: unasked, settleRestored: unasked, evidence: unasked, proof: unasked, checkEvidence: unasked },
  ...{ readiness: unasked, status: unasked, waitingCards: unasked, decideCard: unasked, keys: unasked },
  ...{ offerCard: unasked, introduce: unasked, introductions: unasked, hearIntroduction: unasked },
  ...{ access: unasked, settings: unasked, witnesses: unasked, removePerson: unasked, removeClient: unasked },
}

export const unaskedPersons: PersonFlows = {
  rpId: 'localhost',
  ...{ demands: () => false, person: unasked, invited: unasked, enrol: unasked, addKey: unasked, signIn: unasked },
  ...{ challengeOf: unasked, sign: unasked },
}
