// What shapes of answers are made of: words with an example each. What is read is never written to:
// lists are readonly.
import { type Static, type TProperties, type TSchema, Type } from 'typebox'
import type { JsonObject } from '../model/json.ts'
import { uuid } from './ids.ts'

/** What may stand beside the members named is the profile's own. */
export const open = <P extends TProperties>(description: string, members: P) => Type.Object(members, { description })
/** These members and no others. */
export const closed = <P extends TProperties>(description: string, members: P) =>
  Type.Object(members, { description, additionalProperties: false })
export const text = (description: string, example: string) => Type.String({ description, examples: [example] })
export const instant = (description: string) =>
  Type.String({ format: 'date-time', description, examples: ['2026-11-21T20:42:36.000Z'] })
export const day = (description: string) => Type.String({ format: 'date', description, examples: ['2027-02-19'] })
export const whole = (description: string, example: number) =>
  Type.Integer({ minimum: 0, description, examples: [example] })
export const flag = (description: string) => Type.Boolean({ description })
export const orNull = <S extends TSchema>(shape: S) => Type.Union([shape, Type.Null()])
/** The shape of this name in the document, with the type that it stands for. */
export const ref = <T>(name: string) => Type.Unsafe<T>({ $ref: `#/components/schemas/${name}` })
export const listOf = <S extends TSchema>(shape: S) => Type.Unsafe<readonly Static<S>[]>(Type.Array(shape))
export const texts = (description: string, example: string) => listOf(text(description, example))
/** An object whose member names are codes or ids. */
export const byName = <T = string>(description: string, shape: object) =>
  Type.Unsafe<Readonly<Record<string, T>>>({ type: 'object', description, additionalProperties: shape })
/** One of a few codes. */
export const oneOf = <const V extends readonly string[]>(values: V, description: string) =>
  Type.Enum<[...V]>([...values], { description })
/** Described in words; its type is for those who fill and read it. */
export const anything = <T = JsonObject>(description: string) =>
  Type.Unsafe<T>({ type: 'object', description, additionalProperties: true })
export const rowsOf = <T>(name: string) => open('A list.', { rows: listOf(ref<T>(name)) })
/** Some rows of a longer list, and where it goes on. */
export const pageOf = <T, More extends TProperties>(name: string, more: More) =>
  open('A list.', { rows: listOf(ref<T>(name)), ...more })

export const member = (description: string) => text(description, 'XB')
export const direction = Type.Enum(['in', 'out'], { description: 'Received or sent by us.' })
export const role = (description: string) => Type.Enum(['requesting', 'requested'], { description })
export const next = { next: orNull(text('Cursor of the next page; null at the end.', 'b3BhcXVl')) }
export const last = { last: whole('Number of the last row: the `after` of the next page.', 42) }

/** What a case is known by, wherever it is named. */
export const caseNames = {
  case: uuid('Id of the case.'),
  partner: member('The other member.'),
  agreement: text('Agreement it is under.', 'xa-xb-2026'),
  profile: text('Kind of exchange.', 'tfa12'),
  role: role('Our part in it.'),
  office: text('Our office that deals with it.', 'XA000101'),
  state: text('State that follows from its messages.', 'accepted'),
}
export const paragraph = (description: string) => text(description, '6.1 e')
