// card.json: what our card says about us beside keys. An officer edits it, `bulla card refresh`
// makes the card anew.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { readShape } from './shapes.ts'

const aboutFile = 'card.json'

const closed = { additionalProperties: false }
const text = Type.String({ minLength: 1 })

// What each member may hold is the card's affair and checked when the card is made; here is only
// which members there are.
const aboutShape = Type.Object(
  {
    name: text,
    trustDomain: text,
    endpoint: text,
    contact: Type.Object(
      {
        office: text,
        names: Type.Array(text),
        email: text,
        phone: Type.Optional(text),
        hours: text,
        timeZone: text,
        languages: Type.Array(text),
        weekend: Type.Optional(Type.Array(Type.Integer())),
        holidays: Type.Optional(Type.Array(text)),
      },
      closed,
    ),
    standing: Type.Object(
      {
        protection: text,
        verificationConfirmation: Type.Boolean(),
        inabilities: Type.Array(Type.Object({ para: text, reason: text }, closed)),
        assuranceRequired: Type.Boolean(),
        reciprocity: Type.Object({ able: Type.Boolean(), implemented: Type.Boolean() }, closed),
        retention: Type.Optional(text),
        capacity: Type.Optional(text),
        requestsPerMonth: Type.Optional(Type.Integer()),
      },
      closed,
    ),
    profiles: Type.Array(text),
    assurance: Type.Record(Type.String(), Type.Enum(['E', 'D', 'A', 'L'])),
  },
  closed,
)
export type AboutUs = Static<typeof aboutShape>

/** @throws {Error} that names the file and the member at fault. */
export async function readAboutUs(folder: string): Promise<AboutUs> {
  const file = join(folder, aboutFile)
  try {
    return readShape(aboutShape, await readFile(file, 'utf8'))
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    const why = missing ? 'there is no such file; "bulla init" makes it' : cause instanceof Error ? cause.message : ''
    throw new Error(`${file}: ${why}`, { cause })
  }
}
