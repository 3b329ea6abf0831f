import type { Profile } from '../../../model/profile/profile.ts'
import { resume } from './resume.ts'
import { suspend } from './suspend.ts'

/**
 * A breach lets the member that gave the information suspend its obligations (11.2): a state of the
 * pair, not of a case.
 */
export const suspension: Profile = {
  name: 'suspension',
  version: '1.0',
  title: 'Suspension of obligations after a breach, and their resumption',
  scope: 'members',
  utilityBlock: {
    legalBasis: 'WTO Trade Facilitation Agreement, Section I, Article 12, paragraph 11.2.',
    purpose: 'To tell a member that obligations to it rest, after which breach, and what makes them resume.',
    data: ['the breaches, by case and message', 'what is waited for', 'the notices of measures that end it'],
    triggers: ['an unauthorized use or disclosure of information given (11.1)'],
    serviceLevels: ['none of the treaty; the suspension lasts until the measures of 11.1 have been taken'],
    protection: 'As the case in which the information was given; no content of a case is repeated.',
  },
  purposes: { requesting: ['KEEP_AGREEMENT'], requested: ['KEEP_AGREEMENT'] },
  roles: {
    requesting: 'the member that gave information and suspends its obligations',
    requested: 'the member that received it and in whose hands the breach occurred',
  },
  cites: (paragraph) => `12.${paragraph}`,
  states: {
    suspended: {
      describe: 'The obligations to the other member rest; what was given stays under its terms.',
      pending: false,
      suspends: true,
    },
    resumed: { describe: 'The obligations hold again.', pending: false },
  },
  messages: { suspend, resume },
}
