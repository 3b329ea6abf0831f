// The terms in English.
import type { Parties, Phrases, Wording } from './wording.ts'

const phrases: Phrases = {
  purposes: {
    VERIFY_VALUE: 'verification of the value',
    VERIFY_ORIGIN: 'verification of the origin',
    VERIFY_CLASSIFICATION: 'verification of the classification',
    VERIFY_QUANTITY: 'verification of the quantity',
    VERIFY_PARTIES: 'verification of the parties',
    VERIFY_DOCUMENT_AUTHENTICITY: 'verification of the authenticity of documents',
    VERIFY_OTHER: 'another verification that the request describes, a person deciding on each use',
    ANSWER_REQUEST: 'answering the request',
    COMPARE_DECLARATION: 'comparison with the corresponding declaration',
    KEEP_AGREEMENT: 'carrying out the agreement between the two Members',
  },
  targets: ({ recipient }) => ({
    'other-agency': `another agency of ${recipient}`,
    'third-member': 'a third Member',
    trader: 'the trader',
    public: 'the public',
  }),
  proceedings: {
    'criminal-investigation': 'criminal investigations',
    'judicial-proceeding': 'judicial proceedings',
    'non-customs-proceeding': 'proceedings other than customs proceedings',
  },
  uses: {
    'bulk-matching': 'matching against other data in bulk',
    profiling: 'profiling of persons or enterprises',
    'model-training': 'the training of statistical or machine-learning models',
  },
}

const events = { 'case-closed': 'the case is closed', 'decision-final': 'the decision becomes final' } as const
const modes = {
  view: 'The information may be viewed only; no copy of it may leave the gateway.',
  sealed: 'Copies may leave the gateway only if they are encrypted for a named reader.',
  open: 'Copies may leave the gateway unencrypted.',
} as const
const methods = {
  'destroy-keys': 'the keys without which the information cannot be read are destroyed',
  'destroy-media': 'the media that hold the information are destroyed',
  return: 'the information is returned to the provider',
} as const

const reports = {
  'at-close': 'when the case is closed',
  daily: 'at the end of each day on which there was any',
  'each-read': 'without delay after each',
} as const

const months = 'January February March April May June July August September October November December'.split(' ')
function date(day: string): string {
  const [year, month, number] = day.split('-').map(Number) as [number, number, number]
  return `${number} ${months[month - 1]} ${year}`
}
const count = (number: number, one: string) => `${number} ${number === 1 ? one : `${one}s`}`
const within = (days: number) => (days === 0 ? 'immediately' : `within ${count(days, 'day')}`)
const separator = '; '
const list = (words: readonly string[]) => words.join(separator)
const nothing = 'These terms impose no specific obligation in this respect.'

const terms: Wording['terms'] = {
  recipients: {
    title: 'Who may read the information',
    says: (term, { provider, recipient }) => [
      term
        ? `Only the following offices of ${recipient} may read the information: ${list(term.offices)}.`
        : `These terms name no office: nobody may read the information without the written permission of ${provider}.`,
    ],
  },
  purpose: {
    title: 'For what purpose',
    says: (term) =>
      term
        ? [
            `The information may be used solely for: ${list(term.purposes.map((each) => phrases.purposes[each]))}.`,
            `It may be used solely in the matter that is dealt with as case ${term.matter}.`,
          ]
        : ['These terms name no purpose: the information may not be used.'],
  },
  retention: {
    title: 'Until when',
    says: (term, { recipient }) => {
      if (!term) return ['These terms set no last day of retention.']
      const { until, after, reviewOn, noticeDays, hold } = term
      return [
        ...(until === undefined
          ? []
          : [`The information may be kept and read until the end of ${date(until)}, by the calendar of ${recipient}.`]),
        ...(after === undefined
          ? []
          : [
              after.days === 0
                ? `The information may be kept and read only until the end of the day on which ${events[after.event]}.`
                : `The information may be kept and read for ${count(after.days, 'day')} after the day on which ${events[after.event]}.`,
            ]),
        ...(until === undefined || after === undefined ? [] : ['The earlier of the two dates applies.']),
        ...(reviewOn === undefined ? [] : [`From ${date(reviewOn)} a person decides on each further use.`]),
        ...(noticeDays === undefined
          ? []
          : [
              noticeDays === 0
                ? 'Notice is given on the last day of retention.'
                : `Notice is given ${count(noticeDays, 'day')} before the end of retention.`,
            ]),
        ...(hold === undefined
          ? []
          : [`A legal hold under the law of ${recipient} ${hold ? 'may' : 'may not'} delay disposal.`]),
      ]
    },
  },
  disclosure: {
    title: 'Disclosure to others',
    says: (term, parties) => [
      `The information may not be disclosed to anyone without the specific written permission of ${parties.provider}.`,
      ...(term === undefined || term.forbidden.length === 0
        ? []
        : [`This applies in particular to: ${list(term.forbidden.map((each) => phrases.targets(parties)[each]))}.`]),
    ],
  },
  evidence: {
    title: 'Use as evidence',
    says: (term, { provider }) => [
      term === undefined
        ? `Without the specific written permission of ${provider} the information may not be used as evidence in any proceedings.`
        : term.excluded.length === 0
          ? 'These terms exclude no kind of proceedings.'
          : `Without the specific written permission of ${provider} the information may not be used as evidence in: ${list(term.excluded.map((each) => phrases.proceedings[each]))}.`,
    ],
  },
  protection: {
    title: 'Protection and confidentiality',
    says: (_, { provider, recipient }) => [
      `${recipient} holds the information strictly in confidence and grants it at least the level of protection and confidentiality that the law of ${provider} provides. ${provider} describes that level as follows.`,
    ],
  },
  deciding: {
    title: 'Unverified information',
    says: () => [
      'Information that is not verified may not be used as the deciding factor towards alleviating the doubt.',
    ],
  },
  analytics: {
    title: 'Analysis of data',
    says: (term) => [
      term === undefined
        ? 'The information may not be used for the analysis of data.'
        : term.forbidden.length === 0
          ? 'These terms do not exclude the analysis of data for the purpose stated above.'
          : `The information may not be used for: ${list(term.forbidden.map((each) => phrases.uses[each]))}.`,
    ],
  },
  export: { title: 'Copies', says: (term) => [modes[term?.mode ?? 'view']] },
  disposal: {
    title: 'Disposal at the end of retention',
    says: (term, { recipient, provider }) =>
      term
        ? [
            `${term.withinDays === 0 ? 'Immediately at' : `Within ${count(term.withinDays, 'day')} after`} the end of retention, ${methods[term.method]}.`,
            'Whatever was derived from the information is disposed of with it.',
            term.certificate
              ? `${recipient} gives ${provider} a signed statement of the disposal.`
              : 'No statement of the disposal is required.',
          ]
        : [nothing],
  },
  feedback: {
    title: 'Decisions and actions taken',
    says: (term, { provider, recipient }) =>
      term
        ? [
            `At the request of ${provider}, ${recipient} informs it ${within(term.withinDays)} of the decisions and actions taken as a result of the information.`,
            ...(term.useReports === undefined
              ? []
              : [
                  `Unasked, the gateway of ${recipient} reports to ${provider} the uses made of the information, and the attempts, ${reports[term.useReports]}.`,
                ]),
          ]
        : [nothing],
  },
  breach: {
    title: 'Unauthorized use or disclosure',
    says: (term, { provider, recipient }) => [
      term
        ? `In the event of unauthorized use or disclosure, ${recipient} notifies ${provider} within ${count(term.firstNoticeHours, 'hour')} and submits a full report ${within(term.fullReportDays)}.`
        : nothing,
    ],
  },
}

const preamble = ({ provider, recipient }: Parties) => [
  `${provider} provides information to ${recipient} on the terms set out below. “Information” means the documents and messages provided on these terms and everything derived from them. The “gateway” is the secure system in which ${recipient} receives and keeps the information.`,
  'The terms are kept in a form that programs can read. This text sets them out in words; in the event of a difference, that form prevails.',
]

export const english: Wording = {
  title: 'TERMS OF USE',
  preamble,
  legalBasis: 'Legal basis: ',
  separator,
  rules: [
    'Whatever is allowed neither by these terms nor by a permission under Part II is prohibited: any other use, and any disclosure to others.',
    'The paragraph after each heading is the provision of Article 12 of the WTO Agreement on Trade Facilitation to which the term corresponds.',
  ],
  parts: {
    reading: () => 'I. WHO MAY READ THE INFORMATION, FOR WHAT PURPOSE AND UNTIL WHEN',
    permission: ({ provider }) => `II. WHAT REQUIRES THE WRITTEN PERMISSION OF ${provider}`,
    handling: () => 'III. HOW THE INFORMATION IS TO BE TREATED',
    duties: ({ recipient, provider }) => `IV. WHAT ${recipient} OWES TO ${provider}`,
    assurance: () => 'V. HOW COMPLIANCE IS SECURED',
  },
  permissions: ({ provider }) =>
    `A permission of ${provider} is valid only in writing and only for what it expressly covers. Another office may read the information, and it may be used for another purpose, only with such a permission. No permission extends retention.`,
  paragraph: (paragraph) => `(paragraph ${paragraph})`,
  terms,
  fields: {
    level: 'Level: ',
    equivalent: 'Level of the recipient that is at least the same: ',
    demands: 'What it requires: ',
    measure: 'Required measure: ',
    attests: ({ recipient }) => `Measure that ${recipient} attests: `,
    marking: 'Every copy that leaves the gateway bears the marking: ',
    law: (topic) => `Provision on ${topic}: `,
    lawDigest: (sha256) => `(SHA-256 of the text of that provision: ${sha256})`,
  },
  topics: {
    collection: 'collection',
    protection: 'protection',
    use: 'use',
    disclosure: 'disclosure',
    retention: 'retention',
    disposal: 'disposal',
  },
  assurance: ({ provider }) => `At the least, ${provider} requires that the terms be secured as follows.`,
  classes: {
    E: ({ recipient }) => `Enforced (the gateway of ${recipient} refuses whatever the term does not allow): `,
    D: () => 'Detected (an omission becomes evident when a deadline passes): ',
    A: ({ recipient }) =>
      `Attested only (a responsible officer of ${recipient} declares that the term is respected; no technical means compels it): `,
    L: () => 'Legal obligation only (no technical means enforces it, and no attestation is given): ',
  },
  unread: 'These terms cannot be put into words here. They bind as they stand in the form that programs read.',
}
