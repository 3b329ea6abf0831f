import type { Profile } from '../model/profile.ts'
import { ack } from './tfa12/ack.ts'
import { close } from './tfa12/close.ts'
import { refuse } from './tfa12/refuse.ts'
import { request } from './tfa12/request.ts'
import { response } from './tfa12/response.ts'
import { withdraw } from './tfa12/withdraw.ts'

/** Exchange of information on request: WTO Trade Facilitation Agreement, Section I, Article 12. */
export const tfa12: Profile = {
  name: 'tfa12',
  version: '1.0',
  title: 'Exchange of information under Article 12 of the Trade Facilitation Agreement',
  national: true,
  utilityBlock: {
    legalBasis: 'WTO Trade Facilitation Agreement, Section I, Article 12, paragraphs 2 to 11.',
    purpose:
      'To verify an import or export declaration in an identified case where there are reasonable grounds to doubt its truth or accuracy (2.1).',
    data: [
      'information set out in the declaration, or the declaration (6.1 b)',
      'commercial invoice, packing list, certificate of origin, bill of lading, as filed (6.1 c)',
    ],
    triggers: ['a doubt that remains after the requesting member’s own verification (3)'],
    serviceLevels: ['an answer within 90 days from the date of the request, to the extent possible (6.1 e)'],
    protection:
      'At least the level of the requested member’s own law as it describes it with each provision (5.1 a, 6.1 b); requests and verification information likewise (5.3).',
  },
  roles: { requesting: 'the member that asks', requested: 'the member that is asked' },
  dueDays: 90,
  states: {
    submitted: { describe: 'The request was sent; the requested member has not acknowledged it.', pending: true },
    clarifying: { describe: 'The requested member finds the request incomplete. The clock runs on.', pending: true },
    accepted: { describe: 'The requested member has taken up the request.', pending: true },
    postponed: { describe: 'All that is still open was postponed, with reasons and a date.', pending: true },
    'partly-answered': { describe: 'Some items have an outcome, others wait.', pending: true },
    answered: { describe: 'Every item has a final outcome.', pending: false },
    refused: { describe: 'Every item was refused, with reasons.', pending: false },
    closed: { describe: 'The requesting member closed or withdrew the case; its terms bind on.', pending: false },
  },
  messages: { request, ack, response, refuse, withdraw, close },
}
