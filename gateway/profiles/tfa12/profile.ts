import type { Profile } from '../../model/profile/profile.ts'
import { usePhase } from '../use/use-phase.ts'
import { ack } from './ack.ts'
import { assurance, awaitsAssurance } from './assurance.ts'
import { assuranceRequired } from './assurance-required.ts'
import { clarify } from './clarify.ts'
import { clarifyReply } from './clarify-reply.ts'
import { close } from './close.ts'
import { inUse, kept, regions, states } from './course.ts'
import { postpone } from './postpone.ts'
import { prioritise } from './prioritise.ts'
import { priority } from './priority.ts'
import { priorityAgreed } from './priority-agreed.ts'
import { refuse } from './refuse.ts'
import { reopen } from './reopen.ts'
import { request } from './request.ts'
import { response } from './response.ts'
import { supplement } from './supplement.ts'
import { suspendedAnswer } from './suspended-answer.ts'
import { withdraw } from './withdraw.ts'

const use = usePhase({ inUse, kept, decides: 'requesting', awaits: awaitsAssurance })

/** Exchange of information on request: WTO Trade Facilitation Agreement, Section I, Article 12. */
export const tfa12: Profile = {
  name: 'tfa12',
  version: '1.0',
  title: 'Exchange of information under Article 12 of the Trade Facilitation Agreement',
  scope: 'case',
  utilityBlock: {
    legalBasis: 'WTO Trade Facilitation Agreement, Section I, Article 12, paragraphs 2 to 11.',
    purpose:
      'To verify an import or export declaration in an identified case where there are reasonable grounds to doubt its truth or accuracy (2.1).',
    data: [
      'information set out in the declaration, or the declaration (6.1 b)',
      'commercial invoice, packing list, certificate of origin, bill of lading, as filed (6.1 c)',
    ],
    triggers: [
      'a doubt that remains after the requesting member’s own verification (3)',
      'a breach of the conditions of use or disclosure (11.1)',
      'a request for feedback (5.1 f)',
    ],
    serviceLevels: [
      'an answer within 90 days from the date of the request, to the extent possible; to postpone or to refuse is to respond (6.1 e, 7.1)',
      'a breach is communicated promptly, and the measures taken are notified (11.1)',
    ],
    targets: [
      'an acknowledgement or questions within 10 days of a request or a supplement',
      'keys within 10 days of the acceptance of their terms',
      'an answer within 30 days to questions, to a request to prioritise, to a demand for an assurance, to terms, to a request for permission',
      'feedback and the full report of a breach within the days that the terms set; 30 where they set none',
    ],
    protection:
      'At least the level of the requested member’s own law as it describes it with each provision (5.1 a, 6.1 b); requests and verification information likewise (5.3).',
  },
  roles: { requesting: 'the member that asks', requested: 'the member that is asked' },
  purposes: { requesting: ['ANSWER_REQUEST'], requested: 'of-case' },
  decides: use.decides,
  cites: (paragraph) => `12.${paragraph}`,
  dueDays: 90,
  states,
  regions: { ...regions, ...use.regions },
  messages: {
    request,
    ack,
    clarify,
    'clarify-reply': clarifyReply,
    supplement,
    withdraw,
    prioritise,
    priority,
    'priority-agreed': priorityAgreed,
    'assurance-required': assuranceRequired,
    assurance,
    postpone,
    refuse,
    response,
    ...use.messages,
    close,
    reopen,
  },
  suspendedAnswer,
}
