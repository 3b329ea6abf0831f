// The wording of terms in bundles of version 1, English alone. It is not changed any more: a
// verifier writes it again, octet for octet, and compares.
import type { JsonObject } from '../../../crypto/json.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import type { AssuranceClass, Term, TermName, TermOf, Terms } from '../../model/terms/vocabulary.ts'

/**
 * Lines end in a line feed.
 * @param fault why the terms are not understood; as they stand they have the shape of terms
 *   otherwise.
 */
export function termsInWordsV1(terms: JsonObject, fault: string | undefined): string {
  const stand = terms as unknown as Terms
  const head = [
    'TERMS OF USE',
    '',
    'This text is written from the terms in the JSON file of the same name. The JSON binds.',
    `SHA-256 of the terms: ${termsSha256(terms)}`,
    '',
  ]
  const body =
    fault === undefined ? [...frame(stand), ...stand.terms.flatMap(paragraphs), ...key] : notUnderstood(fault)
  return [...head, ...body].map((line) => `${line}\n`).join('')
}

const notUnderstood = (why: string): string[] => [
  `These terms cannot be put in words here: ${why}.`,
  'They bind as they stand in the JSON.',
]

function frame({ vocabulary, provider, recipient, legalBasis, protection }: Terms): string[] {
  const { level, description, equivalent, measures, law } = protection
  return [
    `${provider} gives information to ${recipient} under these terms (vocabulary ${vocabulary}).`,
    ...field('Legal basis (12.1)', legalBasis),
    'What no term allows is denied: every other use, and every passing on.',
    '',
    'Level of protection and confidentiality that the recipient owes (12.6.1 b)',
    ...field('  Level', level),
    ...(equivalent === undefined ? [] : field('  The same or more at the recipient', equivalent)),
    ...field('  What it demands', description),
    ...measures.flatMap((measure) => field('  Measure', measure)),
    ...law.flatMap(({ topic, reference, sha256 }) => [
      ...field(`  Law on ${topic}`, reference),
      ...(sha256 === undefined ? [] : [`    (SHA-256 of its text: ${sha256})`]),
    ]),
    '',
  ]
}

function paragraphs(term: Term, at: number): string[] {
  const { title, says } = wordings[term.term] as { title: string; says: (term: Term) => readonly string[] }
  const head = `${at + 1}. ${title} (12.${term.paragraph}) [${term.assurance}]`
  return [head, ...says(term).map((line) => `   ${line}`), '']
}

interface Wording<N extends TermName> {
  readonly title: string
  readonly says: (term: TermOf<N>) => readonly string[]
}

/** One row a term: all that it says, in words. */
const wordings: { readonly [N in TermName]: Wording<N> } = {
  recipients: {
    title: 'Who may read',
    says: ({ offices }) => [`Only these offices of the recipient: ${list(offices)}.`],
  },
  purpose: {
    title: 'What for',
    says: ({ purposes, matter }) => [
      `Solely for the purposes of the request: ${list(purposes)}.`,
      `Solely in the matter of case ${matter}.`,
    ],
  },
  disclosure: {
    title: 'Passing on',
    says: ({ forbidden }) =>
      forbidden.length === 0
        ? ['No recipient of a disclosure is named; the general rule above holds.']
        : [`Not without written permission of the provider to: ${list(forbidden.map((each) => targets[each]))}.`],
  },
  deciding: {
    title: 'Unverified information',
    says: () => ['Information that was not verified is not the deciding factor in alleviating the doubt.'],
  },
  retention: {
    title: 'How long it may be kept',
    says: ({ until, after, reviewOn, noticeDays, hold }) => [
      ...(until === undefined ? [] : [`Until ${until}, by the recipient's calendar.`]),
      ...(after === undefined ? [] : [`For ${days(after.days)} after ${events[after.event]}.`]),
      ...(reviewOn === undefined ? [] : [`From ${reviewOn} on, a person decides on each further use.`]),
      ...(noticeDays === undefined ? [] : [`Notice is given ${days(noticeDays)} before the end.`]),
      ...(hold === undefined ? [] : [`A legal hold of the recipient ${hold ? 'may' : 'may not'} delay disposal.`]),
    ],
  },
  disposal: {
    title: 'What happens then',
    says: ({ method, withinDays, certificate }) => [
      `${methods[method]} within ${days(withinDays)} after the end of retention.`,
      'What was derived from the information shares its fate.',
      certificate ? 'A signed statement of the disposal is given.' : 'No statement of the disposal is demanded.',
    ],
  },
  feedback: {
    title: 'What was decided',
    says: ({ withinDays }) => [
      `On request the recipient tells within ${days(withinDays)} what it decided and did because of the information.`,
    ],
  },
  evidence: {
    title: 'Use in proceedings',
    says: ({ excluded }) =>
      excluded.length === 0
        ? ['No kind of proceeding is excluded.']
        : [`Not without permission as evidence in: ${list(excluded.map((each) => proceedings[each]))}.`],
  },
  analytics: {
    title: 'Other uses of the data',
    says: ({ forbidden }) =>
      forbidden.length === 0
        ? ['No further use is named; the general rule above holds.']
        : [`Forbidden: ${list(forbidden.map((each) => uses[each]))}.`],
  },
  export: {
    title: 'How it may leave the gateway',
    says: ({ mode, marking }) => [
      `${modes[mode]}.`,
      ...(marking === undefined ? [] : field('Whatever leaves is marked', marking)),
    ],
  },
  breach: {
    title: 'If it gets into wrong hands',
    says: ({ firstNoticeHours, fullReportDays }) => [
      `The provider is told within ${firstNoticeHours === 1 ? '1 hour' : `${firstNoticeHours} hours`}, with a full report within ${days(fullReportDays)}.`,
    ],
  },
  protection: {
    title: 'Protection at the recipient',
    says: ({ measures }) => [
      'At least the level of protection and confidentiality described above.',
      ...measures.flatMap((measure) => field('The recipient attests', measure)),
    ],
  },
}

const targets = {
  'other-agency': 'another agency of its state',
  'third-member': 'a third member',
  trader: 'the trader',
  public: 'the public',
} as const
const proceedings = {
  'criminal-investigation': 'criminal investigations',
  'judicial-proceeding': 'judicial proceedings',
  'non-customs-proceeding': 'proceedings other than customs proceedings',
} as const
const uses = {
  'bulk-matching': 'matching in bulk',
  profiling: 'profiling',
  'model-training': 'training of models',
} as const
const events = { 'case-closed': 'the case is closed', 'decision-final': 'the decision is final' } as const
const methods = {
  'destroy-keys': 'The keys to it are destroyed',
  'destroy-media': 'The media that hold it are destroyed',
  return: 'It is returned to the provider',
} as const
const modes = {
  view: 'To be looked at only; no copy leaves the gateway',
  sealed: 'Copies leave the gateway only encrypted to a named reader',
  open: 'Copies may leave the gateway in the open',
} as const

const assurances: Readonly<Record<AssuranceClass, string>> = {
  E: 'enforced by the gateway of the recipient',
  D: 'detected: what is omitted shows as evidence by a deadline',
  A: 'attested by a named role of the recipient',
  L: 'a legal duty, with no technical means behind it',
}

const key: readonly string[] = [
  'The letter after each term is the least assurance that the provider demands:',
  ...Object.entries(assurances).map(([letter, means]) => `  ${letter}  ${means}`),
]

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`)
const list = (words: readonly string[]) => words.join(', ')

/**
 * What a person wrote, after its name; its further lines stand below, further in, and draw nothing
 * over the text.
 */
function field(name: string, text: string): string[] {
  const indent = `${/^ */.exec(name)?.[0]}    `
  const [first = '', ...others] = text
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .map((line) => line.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' '))
  return [`${name}: ${first}`, ...others.map((line) => `${indent}${line}`)]
}
