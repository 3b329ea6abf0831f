import type { Profile } from '../../../model/profile/profile.ts'
import { limitAgree, limitAgreeCounter, limitDecline, limitEnd } from './answers.ts'
import { limit } from './limit.ts'

/**
 * An unmanageable number of requests, or requests of unmanageable scope, let a requested member ask
 * for a practical limit (9.2). While one is agreed, the particulars of the thread hold `perMonth`,
 * `from` and `until`.
 */
export const workload: Profile = {
  name: 'workload',
  version: '1.0',
  title: 'A practical limit on requests between two members',
  scope: 'members',
  utilityBlock: {
    legalBasis: 'WTO Trade Facilitation Agreement, Section I, Article 12, paragraph 9.2.',
    purpose: 'To agree on a practical limit within the resource constraints of the member that answers.',
    data: [
      'how many requests are open, were received, are overdue',
      'how many can be answered in a month',
      'the limit, its first and last day, and the order in which requests are answered',
    ],
    triggers: ['a number or a scope of requests that cannot be managed within a reasonable time'],
    serviceLevels: ['none of the treaty; without agreement the requested member goes by its own prioritization'],
    targets: ['an answer within 30 days'],
    protection: 'As the cases it counts; no content of a case is repeated.',
  },
  purposes: { requesting: ['KEEP_AGREEMENT'], requested: ['KEEP_AGREEMENT'] },
  roles: {
    requesting: 'the member that receives the requests and asks for a limit',
    requested: 'the member that makes the requests and is asked to agree',
  },
  cites: (paragraph) => `12.${paragraph}`,
  states: {
    proposed: { describe: 'A limit was proposed; the other member has not answered.', pending: true },
    countered: { describe: 'Another limit was proposed instead; the first member has not answered.', pending: true },
    agreed: { describe: 'The limit is agreed and holds between its two days.', pending: false, limits: true },
    ending: { describe: 'The agreed limit ends with the day named.', pending: false, limits: true },
    declined: {
      describe: 'No limit is agreed; the member that receives the requests goes by its own prioritization.',
      pending: false,
    },
    ended: { describe: 'The proposal ended before it was agreed.', pending: false },
  },
  messages: {
    limit,
    'limit-agree': limitAgree,
    'limit-decline': limitDecline,
    'limit-agree-counter': limitAgreeCounter,
    'limit-end': limitEnd,
  },
}
