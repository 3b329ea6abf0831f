import type { Profile } from '../../../model/profile/profile.ts'
import { agreementAccept, agreementDecline, agreementEnd, agreementWithdraw } from './answers.ts'
import { agreementPropose } from './propose.ts'

/**
 * How two members come to an agreement (12.1), and how it ends. Each proposal is a thread of its
 * own.
 */
export const agreement: Profile = {
  name: 'agreement',
  version: '1.0',
  title: 'Proposal, acceptance and end of an agreement between two members',
  scope: 'members',
  utilityBlock: {
    legalBasis: 'WTO Trade Facilitation Agreement, Section I, Article 12, paragraphs 12.1 and 12.2.',
    purpose: 'To agree on one text for the exchange between two members, known to both by the same digest.',
    data: ['the text of the agreement, in full', 'its SHA-256', 'who accepts it, and the day on which it ends'],
    triggers: ['a member that wishes other parameters, profiles or terms', 'a member that ends an agreement'],
    serviceLevels: ['none of the treaty; silence is no consent'],
    targets: ['an answer within 30 days'],
    protection: 'The same encryption and signatures as every message; no information about a person is exchanged.',
  },
  purposes: { requesting: ['KEEP_AGREEMENT'], requested: ['KEEP_AGREEMENT'] },
  roles: { requesting: 'the member that proposes', requested: 'the member that answers' },
  cites: (paragraph) => `12.${paragraph}`,
  states: {
    proposed: { describe: 'A text was proposed; the other member has not answered.', pending: true },
    accepted: { describe: 'Both members have the text, known by its digest.', pending: false, agrees: true },
    declined: { describe: 'The text was not accepted.', pending: false },
    withdrawn: { describe: 'The proposal was withdrawn before it was answered.', pending: false },
    ended: { describe: 'The agreement ends with the day named; its terms bind on.', pending: false, ends: true },
  },
  messages: {
    'agreement-propose': agreementPropose,
    'agreement-accept': agreementAccept,
    'agreement-decline': agreementDecline,
    'agreement-withdraw': agreementWithdraw,
    'agreement-end': agreementEnd,
  },
}
