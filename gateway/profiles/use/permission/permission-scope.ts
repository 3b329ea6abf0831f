// What a permission is about: purposes, offices, one recipient or one proceeding, each named
// exactly.
import { type Static, Type } from 'typebox'
import { memberCodeSchema, officeSchema } from '../../../model/member.ts'
import type { Fault } from '../../../model/problems/problems.ts'
import type { PermissionScope } from '../../../model/profile/case-core.ts'
import { closed, fits, listOf, oneOf, prose, sha256, uuid } from '../../../model/profile/shape.ts'
import { addresseeOf, nameDigest } from '../../../model/terms/addressee.ts'
import { disclosureTargets, excludedProceedings, purposeCodes, purposeSchema } from '../../../model/terms/vocabulary.ts'

// What a permission is about: another purpose, another authority, a disclosure, a proceeding.

export const permissionId = uuid({
  description: 'Id of the permission, chosen by the member that asks.',
  paragraph: '5.1 c',
  examples: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d11'],
})

const purposes = listOf(purposeSchema, {
  minItems: 1,
  maxItems: purposeCodes.length,
  description: 'Other purposes than that of the request.',
  paragraph: '5.1 b',
  examples: [['VERIFY_ORIGIN']],
})
const offices = listOf(officeSchema, {
  minItems: 1,
  maxItems: 64,
  description: 'Other offices or authorities that may read.',
  paragraph: '5.1 b',
  examples: [['XA000202']],
})
const target = oneOf(disclosureTargets, {
  description: 'Kind of recipient.',
  paragraph: '5.1 c',
  examples: ['other-agency'],
})
const proceeding = oneOf(excludedProceedings, {
  description: 'Kind of proceeding.',
  paragraph: '6.2',
  examples: ['judicial-proceeding'],
})

/** In a body: kinds with the words that name the one that is meant. */
export const scopeFields = {
  purposes: Type.Optional(purposes),
  offices: Type.Optional(offices),
  disclosure: Type.Optional(
    listOf(
      closed(
        {
          target,
          recipient: prose(300, {
            description: 'To whom exactly.',
            paragraph: '5.1 c',
            examples: ['Financial Intelligence Unit of XA'],
          }),
        },
        { description: 'One recipient.', paragraph: '5.1 c' },
      ),
      { minItems: 1, maxItems: 16, description: 'To whom the information is passed on.', paragraph: '5.1 c' },
    ),
  ),
  proceedings: Type.Optional(
    listOf(
      closed(
        {
          kind: proceeding,
          name: prose(300, {
            description: 'Which proceeding exactly.',
            paragraph: '6.2',
            examples: ['District Court of XA, file 7/2026'],
          }),
        },
        { description: 'One proceeding.', paragraph: '6.2' },
      ),
      {
        minItems: 1,
        maxItems: 16,
        description: 'Proceedings in which the information is used as evidence.',
        paragraph: '6.2',
      },
    ),
  ),
}

const digest = (description: string) => sha256({ description, examples: ['0'.repeat(64)] })
const to = Type.String({
  pattern: '^([A-Z]{2}[A-Z0-9]{0,6}|[0-9a-f]{64})$',
  maxLength: 64,
  description: 'Code of a third member, else the SHA-256 of the name of the recipient in its normal form.',
  examples: ['XC'],
})

/** A third member is named by its code: any other name would be another name for nobody. */
export const addresseeFaults = ({ disclosure = [] }: Said): Fault[] =>
  disclosure.flatMap(({ target, recipient }, index) =>
    target !== 'third-member' || fits(memberCodeSchema, recipient.trim())
      ? []
      : [
          {
            field: `/disclosure/${index}/recipient`,
            paragraph: '5.1 c',
            message: 'must be the code of the member, such as XC, where the recipient is a third member',
          },
        ],
  )

/** In the facts: each addressee and each proceeding once, under the digest of its name. */
export const scopeFactsFields = {
  purposes: Type.Optional(purposes),
  offices: Type.Optional(offices),
  disclosure: Type.Optional(
    listOf(closed({ target, to }, { description: 'One recipient.' }), {
      minItems: 1,
      maxItems: 16,
      description: 'Recipients, by kind and name.',
    }),
  ),
  proceedings: Type.Optional(
    listOf(
      closed(
        { kind: proceeding, sha256: digest('SHA-256 of the name of the proceeding in its normal form.') },
        { description: 'One proceeding.' },
      ),
      { minItems: 1, maxItems: 16, description: 'Proceedings, by kind and name.' },
    ),
  ),
}

const said = closed(scopeFields, { description: 'A scope in a body.' })
type Said = Static<typeof said>

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const once = <T>(values: readonly T[]): T[] => [...new Map(values.map((each) => [textOf(each), each])).values()]

export const scopeFacts = ({ purposes, offices, disclosure, proceedings }: Said) => ({
  ...(purposes && { purposes: once(purposes) }),
  ...(offices && { offices: once(offices) }),
  ...(disclosure && {
    disclosure: once(disclosure.map(({ target, recipient }) => ({ target, to: addresseeOf(target, recipient) }))),
  }),
  ...(proceedings && {
    proceedings: once(proceedings.map(({ kind, name }) => ({ kind, sha256: nameDigest(name) }))),
  }),
})

export const scopeNames = ['purposes', 'offices', 'disclosure', 'proceedings'] as const

/** The scope alone, out of facts that hold more. */
export const scopeOf = (facts: PermissionScope): PermissionScope => ({
  ...(facts.purposes && { purposes: facts.purposes }),
  ...(facts.offices && { offices: facts.offices }),
  ...(facts.disclosure && { disclosure: facts.disclosure }),
  ...(facts.proceedings && { proceedings: facts.proceedings }),
})

/** What of a scope goes beyond another one. */
export const beyond = (granted: PermissionScope, asked: PermissionScope): string[] =>
  scopeNames.flatMap((name) => {
    const known = new Set((asked[name] ?? []).map(ordered))
    return (granted[name] ?? []).map(ordered).filter((each) => !known.has(each))
  })

/** The same text for the same values, in whatever order they came. */
const ordered = (value: string | object): string =>
  typeof value === 'string' ? value : Object.values(value).sort().join(' ')
