// Who acts: a client, and the person for whom it acts where it states one. Two persons are known to
// be two where both are stated; else two clients stand for them.

/** As it stands in evidence and in what is kept of a draft. */
export type Actor = {
  /** Id of the client. */
  readonly client: string
  /** Id that the administration gave the person, in lower case; left out where none was stated. */
  readonly person?: string
}

const personPattern = '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$'
const personShape = new RegExp(personPattern)

/** A person as a client states it, in one spelling; undefined for what is no id of a person. */
export const readPerson = (text: string): string | undefined =>
  personShape.test(text) ? text.toLowerCase() : undefined

/** How an id of a person is written, for whoever wrote it otherwise. */
export const personForm = 'an id of 1 to 64 letters, digits, dots, hyphens, underscores and @, a letter or digit first'

export const actorOf = ({ id, person }: { readonly id: string; readonly person?: string | undefined }): Actor => ({
  client: id,
  ...(person !== undefined && { person }),
})

/** Who reads or decides, by the name that is told. */
export const nameOf = ({ client, person }: Actor): string => person ?? client

/**
 * Whether two acts are known to be of two persons. `unknown` where only one of them states its
 * person: the other token may be that person's as well.
 */
export function apart(one: Actor, other: Actor): 'two' | 'same' | 'unknown' {
  if (one.person !== undefined && other.person !== undefined) return one.person === other.person ? 'same' : 'two'
  if (one.client === other.client) return one.person === other.person ? 'same' : 'unknown'
  return one.person === other.person ? 'two' : 'unknown'
}
