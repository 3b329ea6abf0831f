import { Type } from 'typebox'

/** A member's short code, ISO 3166 user-assigned codes in examples: `XA`, `XB`, `XC`. */
export type MemberCode = string
/** An office of a member, such as `FR004410` or `CONTACT-POINT`. */
export type Office = string

export const memberCodePattern = '^[A-Z]{2}[A-Z0-9]{0,6}$'
const officePattern = '^[A-Z0-9][A-Z0-9._-]{0,31}$'

export const memberCodeSchema = Type.String({
  pattern: memberCodePattern,
  maxLength: 8,
  description: 'Short code of a member: two to eight upper-case letters and digits, two letters first.',
  examples: ['XA'],
})
export const officeSchema = Type.String({
  pattern: officePattern,
  maxLength: 32,
  description: 'Code of an office of a member: upper-case letters, digits, dot, hyphen, underscore; at most 32.',
  examples: ['XA000101'],
})

const memberCode = new RegExp(memberCodePattern)
const office = new RegExp(officePattern)

export const isMemberCode = (value: unknown): value is MemberCode => typeof value === 'string' && memberCode.test(value)
export const isOffice = (value: unknown): value is Office => typeof value === 'string' && office.test(value)
