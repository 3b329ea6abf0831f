// What shapes of requests are made of: closed and bounded. The fine print of a body is its
// profile's, not the door's.
import { type TProperties, Type } from 'typebox'
import { uuid } from '../../answers/ids.ts'
import type { JsonObject } from '../../model/json.ts'

export const closed = <P extends TProperties>(members: P) => Type.Object(members, { additionalProperties: false })
/** What people write and others read, in one line: it is what it looks like. */
export const text = (maxLength: number, description: string, example: string) =>
  Type.String({
    ...{ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]+$', format: 'plain-text' },
    ...{ description, examples: [example] },
  })
/** The same in as many lines as it takes. */
export const prose = (maxLength: number, description: string, example: string) =>
  Type.String({ minLength: 1, maxLength, format: 'plain-lines', description, examples: [example] })
export const word = (description: string, example: string) =>
  Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63}$', description, examples: [example] })
export const openObject = (description: string) =>
  Type.Unsafe<JsonObject>(Type.Object({}, { description, maxProperties: 256 }))
export const day = (description: string) =>
  Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description, examples: ['2027-02-19'] })
const yes = (description: string) => Type.Optional(Type.Enum(['true', 'false'], { description }))

export const agreement = word('Id of an agreement in force.', 'xa-xb-2026')
export const profileName = word('Name of a profile.', 'tfa12')

// Pages
export const limit = (maximum: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum, description: 'Most rows of an answer.' }))
export const cursor = Type.Optional(text(512, 'Where the page before ended: its `next`.', 'b3BhcXVl'))
export const after = Type.Optional(
  Type.Integer({ minimum: 0, description: 'Only what came after this number.', examples: [41] }),
)

// Languages
export const labels = yes('Whether `labels` say what the codes are called; an Accept-Language asks for them as well.')
export const schemas = yes('Whether `next` holds the schema and an example of each body.')
export const languageHeaders = Type.Object({
  'accept-language': Type.Optional(
    Type.String({ description: 'Language of the labels: English, French or Spanish.', examples: ['fr'] }),
  ),
})

/** draft-ietf-httpapi-idempotency-key. */
export const idempotencyKey = Type.Optional(
  Type.String({
    pattern: '^[\\x21-\\x7e]{1,128}$',
    description: 'Chosen anew for each new request; repeating it repeats the answer, and does nothing twice.',
    examples: ['6f1c2a0e-declaration-4711'],
  }),
)

export const idPath = (what: string) => closed({ id: uuid(`Id of the ${what}.`) })

/** For routes that take nothing: what is sent all the same is refused, not dropped. */
export const noBody = Type.Unsafe<null>({ type: ['object', 'null'], maxProperties: 0 })
