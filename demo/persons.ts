// Persons who work at the console of their gateway: each has a passkey made of software, comes in by the link that `bulla person add` prints,
// and signs what it decides.
import { cameIn, type SignedIn } from '../test/support/console/coming-in.ts'
import { plain, type Seen } from '../test/support/console/visitor.ts'
import type { Administration } from './administration.ts'
import type { Parties } from './parties.ts'
import type { Story } from './story.ts'

export interface Person extends SignedIn {
  readonly id: string
}

/** Two of XB: an officer who reads and drafts, and a second person who approves. */
export interface PersonsOfXb {
  readonly officer: Person
  readonly second: Person
}

/** Where they work at the console, and sign what they read and approve. */
export interface Attended extends Parties {
  readonly persons: PersonsOfXb
}

/** Acts that nobody does at XB without a signature; who signs them in the story. */
export const signedAtXb = [
  { act: 'release', person: 'b.lindgren', what: 'released' },
  { act: 'approve', person: 'k.sato', what: 'approved' },
] as const

/** A gateway with a console: what lets a person in, and where browsers find it. */
export type HasConsole = Pick<Administration, 'cli' | 'consolePort' | 'caPem'>

interface Entry {
  readonly name: string
  readonly office: string
  readonly roles: string
  readonly function?: string
}

/** Let in by whoever runs the gateway; the link is used at once. */
export async function enrolled(at: HasConsole, id: string, entry: Entry): Promise<Person> {
  const { name, office, roles, function: as } = entry
  const signs = as === undefined ? [] : ['--function', as]
  const words = ['--name', name, '--offices', office, '--roles', roles, ...signs]
  const { link } = await at.cli('person', 'add', id, ...words)
  return { id, ...(await cameIn(String(link), at.consolePort, at.caPem())) }
}

export async function enrolledAtXb(xb: HasConsole, office: string, story: Story): Promise<PersonsOfXb> {
  const [{ person: officer }, { person: second }] = signedAtXb
  const [first, other] = await Promise.all([
    enrolled(xb, officer, { name: 'Birgit Lindgren', office, roles: 'submit,read,release' }),
    enrolled(xb, second, { name: 'Kenji Sato', office, roles: 'read,approve' }),
  ])
  story.say('XB', `bulla person add: ${officer} and ${second} come in by a link each, and register a passkey`)
  return { officer: first, second: other }
}

/** Reads what a message says, for a purpose, and signs for it. @returns the page that shows it, as text */
export async function readsAtDesk({ visitor, passkey, id }: Person, message: string, purpose: string): Promise<string> {
  const asked = await visitor.get(`/console/messages/${message}`)
  const shown = await visitor.answer(await visitor.send(asked, { purpose }), passkey)
  return plain(seen(shown, `${id} reads message ${message}`).html)
}

/** Approves what waits for a second person, and signs for it. */
export async function approvesAtDesk({ visitor, passkey, id }: Person, draft: string): Promise<void> {
  const asked = await visitor.get(`/console/drafts/${draft}`)
  const done = await visitor.answer(await visitor.send(asked, { go: 'approve' }), passkey)
  seen(done, `${id} approves draft ${draft}`)
}

/** @throws {Error} with what the page says, where it is a refusal */
export function seen(page: Seen, what: string): Seen {
  if (page.status === 200) return page
  const [, said = ''] = /<main[^>]*>(.*?)<\/main>/s.exec(page.html) ?? []
  throw new Error(`${what}: ${page.status} ${plain(said.replaceAll(/<[^>]*>|\s+/g, ' ')).trim()}`)
}
