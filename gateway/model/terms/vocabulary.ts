import { type Static, type TSchema, Type } from 'typebox'
import { memberCodeSchema, officeSchema } from '../member.ts'
import { closed, day, listOf, oneOf, prose, sha256, uuid, type Words } from '../profile/shape.ts'

export const vocabulary = 'tfa12/terms/2.0'

/**
 * What a request may be made for, children of 2.1. `VERIFY_OTHER` needs a text and a person's
 * decision.
 */
export const requestPurposeCodes = [
  'VERIFY_VALUE',
  'VERIFY_ORIGIN',
  'VERIFY_CLASSIFICATION',
  'VERIFY_QUANTITY',
  'VERIFY_PARTIES',
  'VERIFY_DOCUMENT_AUTHENTICITY',
  'VERIFY_OTHER',
] as const
/**
 * What information may be given for: to verify, to answer what was asked (5.3), to compare a
 * declaration, to keep an agreement.
 */
export const purposeCodes = [...requestPurposeCodes, 'ANSWER_REQUEST', 'COMPARE_DECLARATION', 'KEEP_AGREEMENT'] as const
export type PurposeCode = (typeof purposeCodes)[number]
export const requestPurposeSchema = oneOf(requestPurposeCodes, {
  description: 'Purpose code of a request.',
  paragraph: '4.1 b',
})
export const purposeSchema = oneOf(purposeCodes, { description: 'Purpose code.', paragraph: '4.1 b' })

/** Topics of domestic law that a request and a protection description refer to (4.1 f). */
export const lawTopics = ['collection', 'protection', 'use', 'disclosure', 'retention', 'disposal'] as const

/**
 * E enforced by the gateway · D detected by a deadline · A attested by a named role · L legal only.
 */
export const assuranceClasses = ['E', 'D', 'A', 'L'] as const
export type AssuranceClass = (typeof assuranceClasses)[number]

/** How an item leaves the gateway, from the least to the most. */
export const releaseModes = ['view', 'sealed', 'open'] as const
export type ReleaseMode = (typeof releaseModes)[number]
const copying = ['print', 'export', 'extract', 'annotate'] as const
/**
 * Whether a copy leaves the gateway by this use: of the whole, or of what is taken out of it or
 * written beside it. What is done otherwise is looked at.
 */
export const leavesCopy = (use: string | undefined): use is (typeof copying)[number] =>
  copying.some((each) => each === use)

export const protectionSchema = closed(
  {
    level: prose(64, {
      description: "Level of protection under the providing member's own law.",
      examples: ['customs-confidential'],
    }),
    description: prose(4000, {
      description: 'What that level demands of whoever holds the information.',
      examples: ['Held strictly in confidence; access only for officers dealing with the matter.'],
    }),
    equivalent: Type.Optional(prose(64, { description: 'Level at the recipient that is at least the same.' })),
    measures: listOf(prose(500, { description: 'One measure.' }), {
      maxItems: 32,
      description: 'Measures demanded, such as encryption at rest.',
    }),
    law: listOf(
      closed(
        {
          topic: oneOf(lawTopics, { description: 'What the provision governs.' }),
          reference: prose(500, { description: 'Citation of the provision.', examples: ['Customs Act 2014, s. 18'] }),
          sha256: Type.Optional(sha256({ description: 'SHA-256 of the text cited.' })),
        },
        { description: 'A provision of domestic law.' },
      ),
      { maxItems: 32, description: 'Provisions of domestic law the level rests on.' },
    ),
  },
  {
    description: 'Level of protection and confidentiality required of whoever receives the information.',
    paragraph: '6.1 b',
  },
)
export type Protection = Static<typeof protectionSchema>

const days = (maximum: number, words: Words) => Type.Integer({ ...words, minimum: 0, maximum })

/** One row of the vocabulary. */
const row = <N extends string, G extends string, P extends Record<string, TSchema>>(
  term: N,
  paragraph: G,
  description: string,
  properties: P,
) =>
  closed(
    {
      term: Type.Literal(term, { description: 'Name of the term.' }),
      paragraph: Type.Literal(paragraph, { description: 'Paragraph of Article 12 it comes from.' }),
      assurance: oneOf(assuranceClasses, { description: 'Least assurance class the provider demands.' }),
      ...properties,
    },
    { description, paragraph },
  )

/** What retention may count from; gateway/case/retention.ts says when each has happened. */
export const retentionEvents = ['case-closed', 'decision-final'] as const
export type RetentionEvent = (typeof retentionEvents)[number]
export const excludedProceedings = ['criminal-investigation', 'judicial-proceeding', 'non-customs-proceeding'] as const
export type ExcludedProceeding = (typeof excludedProceedings)[number]
export const disclosureTargets = ['other-agency', 'third-member', 'trader', 'public'] as const
export type DisclosureTarget = (typeof disclosureTargets)[number]
/** When the holder's gateway reports uses without being asked, from the least to the most. */
export const useReportings = ['at-close', 'daily', 'each-read'] as const
export type UseReporting = (typeof useReportings)[number]
export const analyticsUses = ['bulk-matching', 'profiling', 'model-training'] as const

/** The twelve terms: article-12 §3. One row each; whatever is not here is not understood. */
export const termRows = {
  recipients: row('recipients', '5.1 b', 'Offices of the recipient that may read.', {
    offices: listOf(officeSchema, {
      minItems: 1,
      maxItems: 64,
      description: 'Offices dealing with the matter at issue.',
    }),
  }),
  purpose: row('purpose', '5.1 b', 'The purpose stated in the request, and nothing else.', {
    purposes: listOf(purposeSchema, {
      minItems: 1,
      maxItems: purposeCodes.length,
      description: 'Purpose codes.',
    }),
    matter: uuid({ description: 'Id of the case: the matter at issue, without a word of its content.' }),
  }),
  disclosure: row('disclosure', '5.1 c', 'To whom nothing may be passed on without written permission.', {
    forbidden: listOf(oneOf(disclosureTargets, { description: 'A forbidden target.' }), {
      maxItems: 4,
      description: 'Forbidden targets.',
    }),
  }),
  deciding: row('deciding', '5.1 d', 'Unverified information is not the deciding factor in alleviating the doubt.', {
    unverified: Type.Literal('not-deciding', { description: 'The only rule there is.' }),
  }),
  retention: row('retention', '5.1 e', 'How long the information may be kept.', {
    until: Type.Optional(day({ description: 'Last day on which it may be read, recipient time.' })),
    after: Type.Optional(
      closed(
        {
          event: oneOf(retentionEvents, { description: 'What starts the period.' }),
          days: days(36_500, { description: 'Length of the period in days.' }),
        },
        { description: 'An event and the period that follows it.' },
      ),
    ),
    reviewOn: Type.Optional(day({ description: 'Day from which a person decides on each further use.' })),
    noticeDays: Type.Optional(days(365, { description: 'Days of notice before the end.' })),
    hold: Type.Optional(Type.Boolean({ description: 'Whether a legal hold of the recipient may delay disposal.' })),
  }),
  disposal: row('disposal', '5.1 e', 'What happens at the end of retention.', {
    method: oneOf(['destroy-keys', 'destroy-media', 'return'], { description: 'Method of disposal.' }),
    withinDays: days(365, { description: 'Days after the end of retention.' }),
    certificate: Type.Boolean({ description: 'Whether a signed disposal statement is wanted.' }),
    derived: Type.Literal('inherits', { description: 'Data derived from the item shares its fate.' }),
  }),
  feedback: row('feedback', '5.1 f', 'Decisions and actions are told on request.', {
    withinDays: days(365, { description: 'Days from the request for feedback to the answer.' }),
    useReports: Type.Optional(
      oneOf(useReportings, { description: 'When uses are reported unasked; only on request where it is left out.' }),
    ),
  }),
  evidence: row('evidence', '6.2', 'Proceedings in which the information may not be used without permission.', {
    excluded: listOf(oneOf(excludedProceedings, { description: 'A kind of proceeding.' }), {
      maxItems: 3,
      description: 'Excluded proceedings.',
    }),
  }),
  analytics: row('analytics', '5.1 b', 'No use beyond the matter at issue.', {
    forbidden: listOf(oneOf(analyticsUses, { description: 'A forbidden use.' }), {
      maxItems: 3,
      description: 'Forbidden uses.',
    }),
  }),
  export: row('export', '5.1 c', 'How plaintext may leave the gateway.', {
    mode: oneOf(releaseModes, { description: 'The most that is allowed: view, sealed, or open.' }),
    marking: Type.Optional(prose(200, { description: 'Marking that whatever leaves must carry.' })),
  }),
  breach: row('breach', '11.1', 'When a breach is told.', {
    firstNoticeHours: Type.Integer({ minimum: 1, maximum: 720, description: 'Hours to the first notice.' }),
    fullReportDays: days(365, { description: 'Days to the full report.' }),
  }),
  protection: row('protection', '5.1 a', 'At least the same level of protection as at the provider.', {
    measures: listOf(prose(500, { description: 'One measure.' }), {
      maxItems: 32,
      description: 'Measures that the recipient attests.',
    }),
  }),
} as const

export type TermName = keyof typeof termRows
export type Term = { [N in TermName]: Static<(typeof termRows)[N]> }[TermName]
export type TermOf<N extends TermName> = Static<(typeof termRows)[N]>
export const termNames = Object.keys(termRows) as readonly TermName[]

const frame = {
  vocabulary: Type.Literal(vocabulary, { description: 'The closed vocabulary; another one is refused.' }),
  provider: memberCodeSchema,
  recipient: memberCodeSchema,
  legalBasis: prose(500, { description: 'Legal basis of the exchange.', paragraph: '12.1' }),
  use: Type.Literal('deny', { description: 'What no term allows is denied.' }),
  share: Type.Literal('deny', { description: 'What no permission allows is not passed on.' }),
  protection: protectionSchema,
}
const list = { maxItems: 12, description: 'The terms, each at most once.' }
const words = { description: 'Level of protection and conditions of use.', paragraph: '5.1' }

/** Terms in full, as they stand in a statement. */
export const termsSchema = closed({ ...frame, terms: listOf(Type.Union(Object.values(termRows)), list) }, words)
/**
 * The same with each term left to its own row, so that a fault is told about the one term that was
 * meant.
 */
export const termsFrameSchema = closed({ ...frame, terms: listOf(Type.Object({}), list) }, words)
export type Terms = Omit<Static<typeof termsSchema>, 'terms'> & { terms: Term[] }

/**
 * What an agreement sets for every set of terms made under it; what it leaves out is as the
 * built-in defaults say.
 */
export const termsDefaultsSchema = closed(
  {
    retentionDays: Type.Optional(
      days(36_500, { description: 'Days from the message to the end of retention.', paragraph: '5.1 e' }),
    ),
    disposeWithinDays: Type.Optional(
      days(365, { description: 'Days from the end of retention to disposal.', paragraph: '5.1 e' }),
    ),
    feedbackWithinDays: Type.Optional(
      days(365, { description: 'Days to answer a request for feedback.', paragraph: '5.1 f' }),
    ),
    useReports: Type.Optional(
      oneOf(useReportings, { description: 'When uses are reported unasked.', paragraph: '5.1 f' }),
    ),
    export: Type.Optional(oneOf(releaseModes, { description: 'Release mode.', paragraph: '5.1 c' })),
    marking: Type.Optional(prose(200, { description: 'Marking of whatever leaves.', paragraph: '5.1 c' })),
    evidenceExcluded: Type.Optional(
      listOf(oneOf(excludedProceedings, { description: 'A kind of proceeding.' }), {
        maxItems: 3,
        description: 'Proceedings excluded; empty where the legal basis allows use as evidence.',
        paragraph: '6.2',
      }),
    ),
    breachFirstNoticeHours: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 720,
        description: 'Hours to the first notice of a breach.',
        paragraph: '11.1',
      }),
    ),
    breachFullReportDays: Type.Optional(
      days(365, { description: 'Days to the full report of a breach.', paragraph: '11.1' }),
    ),
  },
  { description: 'Defaults for terms under this agreement.' },
)
export type TermsDefaults = Static<typeof termsDefaultsSchema>
