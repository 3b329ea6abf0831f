import { type Static, Type } from 'typebox'
import { type MemberCode, memberCodeSchema } from './member.ts'
import { type Fault, Problem } from './problems/problems.ts'
import { closed, day, listOf, oneOf, prose, shapeFaults } from './profile/shape.ts'
import { defaultTerms } from './terms/terms.ts'
import { tightens } from './terms/tightening.ts'
import { type TermOf, type Terms, termsDefaultsSchema } from './terms/vocabulary.ts'

/**
 * What a member has accepted for all information that it will receive: who did so for it, of which
 * terms, and until when.
 */
const standingAcceptanceSchema = listOf(
  closed(
    {
      member: memberCodeSchema,
      officer: prose(200, { description: 'Who accepts for the member.', paragraph: '5.1', examples: ['J. Example'] }),
      role: prose(200, {
        description: 'In which office.',
        paragraph: '5.1',
        examples: ['Head of the Central Valuation Office'],
      }),
      terms: Type.Literal('defaults', {
        description: 'The default terms of this agreement; whatever is tighter is accepted by itself.',
        paragraph: '5.1',
      }),
      until: day({
        description: 'Last day of what is given under it.',
        paragraph: '5.1',
        examples: ['2026-12-31'],
      }),
    },
    { description: 'The acceptance of one member.', paragraph: '5.1' },
  ),
  {
    minItems: 1,
    maxItems: 2,
    description: 'Terms that a member has accepted in advance, so that what is given under them opens at once.',
    paragraph: '5.1',
  },
)

/** The text both members hold, octet for octet: its SHA-256 stands in every statement. */
export const agreementSchema = closed(
  {
    v: Type.Literal(1, { description: 'Version of this form.' }),
    id: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,63}$',
      maxLength: 64,
      description: 'Name of the agreement, at most 64 letters, digits and hyphens; also its file name.',
      examples: ['xa-xb-2026'],
    }),
    members: listOf(memberCodeSchema, { minItems: 2, maxItems: 2, description: 'The two members.' }),
    profiles: listOf(
      Type.String({ pattern: '^[a-z][a-z0-9./-]{0,39}$', maxLength: 40, description: 'Name of a profile.' }),
      {
        minItems: 1,
        maxItems: 32,
        description: 'The kinds of exchange the members take part in.',
        examples: [['tfa12']],
      },
    ),
    suite: oneOf(['B', 'A'], { description: 'Cryptographic suite, never negotiated on the line.' }),
    legalBasis: prose(500, {
      description: 'Legal basis of every case under this agreement.',
      paragraph: '12.1',
      examples: ['WTO Trade Facilitation Agreement, Article 12'],
    }),
    languages: listOf(
      Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 35, description: 'BCP 47 language tag.' }),
      { minItems: 1, maxItems: 16, description: 'Languages a request may be written in.', paragraph: '4.1' },
    ),
    from: day({ description: 'First day on which the agreement is in force.', examples: ['2026-01-01'] }),
    until: Type.Optional(day({ description: 'Last day on which new messages may be sent.' })),
    parameters: closed(
      {
        dueDays: Type.Integer({
          minimum: 1,
          maximum: 3650,
          description: 'Days from the date of a request to its due date; Article 12 says 90.',
          paragraph: '6.1 e',
        }),
        deliverWithinDays: Type.Integer({
          minimum: 1,
          maximum: 90,
          description: 'Days for which a message is tried before its delivery expires.',
        }),
        answerWithinDays: Type.Optional(
          Type.Record(
            Type.String({ pattern: '^[a-z][a-z-]{0,39}$' }),
            Type.Integer({ minimum: 1, maximum: 3650, description: 'Days.' }),
            {
              additionalProperties: false,
              maxProperties: 64,
              description:
                'Days to answer, by the type of the message that asks; the targets of the profile otherwise.',
            },
          ),
        ),
        assuranceUnmet: Type.Optional(
          oneOf(['two-persons', 'refuse'], {
            description:
              'What becomes of documents whose terms demand more than the card of the other member declares: two persons decide (so where nothing is said), or nothing is given.',
          }),
        ),
        fourEyes: listOf(
          Type.String({ pattern: '^[a-z][a-z-]{0,39}$', maxLength: 40, description: 'A message type.' }),
          {
            maxItems: 64,
            description: 'Message types that a second person approves before they leave.',
          },
        ),
      },
      { description: 'What the treaty leaves to the members.' },
    ),
    terms: termsDefaultsSchema,
    standingAcceptance: Type.Optional(standingAcceptanceSchema),
  },
  { description: 'An agreement between two members.' },
)

export type Agreement = Omit<Static<typeof agreementSchema>, 'members'> & {
  readonly members: readonly [MemberCode, MemberCode]
}

/** @throws {Problem} `agreement-invalid`, naming each field at fault. */
export function readAgreement(value: unknown): Agreement {
  const faults = shapeFaults(agreementSchema, value)
  if (faults.length === 0) {
    const agreement = value as Static<typeof agreementSchema>
    const { from, until } = agreement
    const [a = '', b = ''] = agreement.members
    if (a === b) faults.push({ field: '/members/1', message: 'must name another member than the first' })
    if (until !== undefined && until < from)
      faults.push({ field: '/until', message: 'must not lie before the first day' })
    faults.push(...standingFaults(agreement))
    if (faults.length === 0) return { ...agreement, members: [a, b] }
  }
  const [first] = faults
  throw new Problem('agreement-invalid', `agreement: ${first?.field || '/'} ${first?.message}`, { faults })
}

/** Each member accepts once, for itself. */
const standingFaults = ({ standingAcceptance = [], members, from }: Static<typeof agreementSchema>): Fault[] =>
  standingAcceptance.flatMap(({ member, until }, index) => {
    const at = `/standingAcceptance/${index}`
    if (!members.includes(member)) return [{ field: `${at}/member`, message: 'must be one of the two members' }]
    if (standingAcceptance.findIndex((each) => each.member === member) !== index)
      return [{ field: `${at}/member`, message: 'must be another member than the first' }]
    return until < from ? [{ field: `${at}/until`, message: 'must not lie before the first day' }] : []
  })

/**
 * Whether a member has accepted terms in advance: the defaults of the agreement, made for the same
 * offices, purposes, matter, protection and day, ask at least as much of it. Terms that are
 * tighter, or that an amendment tightened, are accepted by themselves.
 * @param day on which they were given, `YYYY-MM-DD`, as their statement says.
 */
export function standingCovers(
  { standingAcceptance = [], legalBasis, terms: defaults }: Agreement,
  member: MemberCode,
  terms: Terms,
  day: string,
): boolean {
  if (terms.recipient !== member) return false
  if (!standingAcceptance.some((each) => each.member === member && day <= each.until)) return false
  const purpose = rowOf(terms, 'purpose')
  const accepted = defaultTerms({
    provider: terms.provider,
    recipient: member,
    legalBasis,
    protection: terms.protection,
    offices: rowOf(terms, 'recipients')?.offices ?? [],
    purposes: purpose?.purposes ?? [],
    matter: purpose?.matter ?? '',
    localDate: day,
    defaults,
  })
  return tightens(terms, accepted).length === 0
}

const rowOf = <N extends 'recipients' | 'purpose'>({ terms }: Terms, name: N): TermOf<N> | undefined =>
  terms.find(({ term }) => term === name) as TermOf<N> | undefined

/** The other member. @throws {Problem} `agreement-unknown` when we are no party to it. */
export function partnerIn({ id, members: [a, b] }: Agreement, us: MemberCode): MemberCode {
  if (us === a) return b
  if (us === b) return a
  throw new Problem('agreement-unknown', `${us} is no party to the agreement ${id}`)
}

/** Whether new messages may be sent under the agreement on a day, `YYYY-MM-DD`. */
export const inForce = ({ from, until }: Agreement, onDay: string): boolean =>
  from <= onDay && (until === undefined || onDay <= until)
