// persons.json: who may sign in at the console, with the public halves of their passkeys. Where a
// link waits to be used, its digest lies here and the link nowhere.
import { type Static, Type } from 'typebox'
import { changeDurably } from '../../disk/change.ts'
import { readIfThere } from '../../disk/there.ts'
import { clientRoles, closed, digest, instant, officesShape, readShape, seenShape, writeJson } from '../shapes.ts'

/** The same form as in Bulla-Person, in lower case. */
const personId = Type.String({ pattern: '^[a-z0-9][a-z0-9._@-]{0,63}$' })
const base64url = (maxLength: number) => Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength })

export const languages = ['en', 'fr', 'es'] as const
export const mostPersons = 1_000
export const mostKeys = 10

const keyShape = Type.Object(
  {
    /** Id of the credential: 1023 octets at most. */
    id: base64url(1364),
    algorithm: Type.Enum(['ES256', 'EdDSA']),
    spki: base64url(200),
    registeredAt: instant,
  },
  closed,
)
const personShape = Type.Object(
  {
    id: personId,
    name: seenShape,
    offices: officesShape,
    roles: Type.Array(Type.Enum([...clientRoles]), { minItems: 1, maxItems: clientRoles.length, uniqueItems: true }),
    /** In which function terms are accepted. */
    function: Type.Optional(seenShape),
    language: Type.Enum([...languages]),
    keys: Type.Array(keyShape, { maxItems: mostKeys }),
    /** A link that was given out: SHA-256 of its token's UTF-8, hex, and its end. */
    invitation: Type.Optional(Type.Object({ sha256: digest, until: instant }, closed)),
  },
  closed,
)
export type PersonEntry = Static<typeof personShape>
export type PersonKeyEntry = Static<typeof keyShape>
const personsShape = Type.Object({ persons: Type.Array(personShape, { maxItems: mostPersons }) }, closed)

export interface Persons {
  listPersons(): Promise<readonly PersonEntry[]>
  /** False, and no change, when a person with this id is there. */
  addPerson(person: PersonEntry): Promise<boolean>
  /** What a person may do, or a new link in the place of one before. False when there is none. */
  setPerson(id: string, changes: Partial<Pick<PersonEntry, 'roles' | 'invitation'>>): Promise<boolean>
  /** False when there is no such person. */
  removePerson(id: string): Promise<boolean>
  /** False when there is no such person or key. */
  removePersonKey(id: string, key: string): Promise<boolean>
  /** The link of this digest is gone; of two at once one gets `true`. */
  spendInvitation(id: string, sha256: string): Promise<boolean>
  /** False, and no change, without such a person, with as many keys as one may have, or this one. */
  addPersonKey(id: string, key: PersonKeyEntry): Promise<boolean>
}

export function openPersons(file: string): Persons {
  const change = (changes: (persons: readonly PersonEntry[]) => readonly PersonEntry[] | undefined) =>
    changeDurably(file, (old) => {
      const changed = changes(old === undefined ? [] : readPersons(old))
      if (changed === undefined) return undefined
      const text = writeJson({ persons: changed })
      // What could not be read again is not written: nobody could come in any more.
      readPersons(text)
      return text
    })
  /** @param to undefined: nothing is changed, and the answer is `false` */
  const changeOne = async (id: string, to: (person: PersonEntry) => PersonEntry | undefined): Promise<boolean> => {
    let done = false
    await change((there) => {
      const found = there.find((person) => person.id === id)
      const changed = found && to(found)
      done = changed !== undefined
      return changed && there.map((person) => (person === found ? changed : person))
    })
    return done
  }
  return {
    listPersons: async () => readPersons((await readIfThere(file)) ?? '{"persons":[]}'),
    async addPerson(person) {
      let added = false
      await change((there) => {
        added = there.every(({ id }) => id !== person.id)
        return added ? [...there, person] : undefined
      })
      return added
    },
    setPerson: (id, changes) => changeOne(id, (person) => ({ ...person, ...changes })),
    async removePerson(id) {
      let removed = false
      await change((there) => {
        const left = there.filter((person) => person.id !== id)
        removed = left.length < there.length
        return removed ? left : undefined
      })
      return removed
    },
    removePersonKey: (id, key) =>
      changeOne(id, (person) => {
        const keys = person.keys.filter((each) => each.id !== key)
        return keys.length < person.keys.length ? { ...person, keys } : undefined
      }),
    spendInvitation: (id, sha256) =>
      changeOne(id, ({ invitation, ...person }) => (invitation?.sha256 === sha256 ? person : undefined)),
    addPersonKey: (id, key) =>
      changeOne(id, (person) => {
        const isNew = person.keys.every((each) => each.id !== key.id)
        return isNew && person.keys.length < mostKeys ? { ...person, keys: [...person.keys, key] } : undefined
      }),
  }
}

/**
 * @throws {Error} what was found and expected, without the name of the file; also when two persons
 *   share an id, a key or a link.
 */
export function readPersons(text: string): readonly PersonEntry[] {
  const { persons } = readShape(personsShape, text)
  refuseTwice(persons, 'id', ({ id }) => [id])
  refuseTwice(persons, 'key', ({ keys }) => keys.map(({ id }) => id))
  refuseTwice(persons, 'link', ({ invitation }) => (invitation ? [invitation.sha256] : []))
  return persons
}

/** A key of two persons would sign for either of them. */
function refuseTwice(persons: readonly PersonEntry[], what: string, of: (person: PersonEntry) => string[]): void {
  const seen = new Map<string, string>()
  for (const person of persons)
    for (const value of of(person)) {
      const first = seen.get(value)
      if (first !== undefined) throw new Error(`persons ${first} and ${person.id} have the same ${what}`)
      seen.set(value, person.id)
    }
}
