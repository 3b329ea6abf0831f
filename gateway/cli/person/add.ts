// `bulla person add`: who may sign in at the console, and the link with which a passkey is
// registered.
import { openDirectory } from '../../../config/directory.ts'
import { loadConfig } from '../../../config/load.ts'
import { consoleOrigin } from '../../../config/people/console-settings.ts'
import { languages, mostPersons } from '../../../config/people/persons.ts'
import { clientRoles, isSeen } from '../../../config/shapes.ts'
import { sha256Hex, toBase64url, utf8 } from '../../../crypto/octets.ts'
import { refused } from '../../installation/complaint.ts'
import { personForm, readPerson } from '../../model/client/actor.ts'
import { functionOf, officesOf, rolesOf, sayAlike, unknownOffices } from '../installation/clients.ts'
import { type Command, choice, number, operand, required, type Words } from '../program/command.ts'
import { type Desk, done, wrongUse } from '../program/desk.ts'

export const hoursOption = { flags: '--hours <n>', describe: 'how long the link holds; 24 when left out' }

const usualHours = 24
const mostHours = 24 * 14
const hourMs = 3_600_000

export const personAdd: Command = {
  usage: 'person add <id>',
  summary: 'let a person sign in at the console; prints a link for it, once',
  details: `With the link the person registers a passkey, on a device with a PIN, a finger or a face; there is no password. It works once,
and ends. Roles are those of clients ("bulla client add --help"), and operate goes with monitor alone. The id stands in the evidence
for ever, the name does not.`,
  options: [
    { flags: '--name <text>', describe: 'as others see it, such as "Ana Costa"' },
    { flags: '--offices <codes>', describe: 'offices it acts for, or "all"', many: true },
    { flags: '--roles <roles>', describe: `some of ${clientRoles.join(', ')}`, many: true },
    { flags: '--function <text>', describe: 'in which function it accepts terms, such as "Head of unit"' },
    { flags: '--language <code>', describe: `of its pages: ${languages.join(', ')}; en when left out` },
    hoursOption,
  ],
  examples: [
    'bulla person add a.costa --name "Ana Costa" --offices XA000101 --roles read,submit,release --language es',
    'bulla person add j.diallo --name "Jean Diallo" --offices XA000101 --roles read,approve --function "Head of unit" --language fr',
    'bulla person add m.okafor --name "Mia Okafor" --offices all --roles operate,monitor',
  ],
  async run(words, desk) {
    const person = {
      ...{ id: personIdIn(words), name: nameIn(words), offices: officesOf(words), roles: rolesOf(words) },
      ...functionOf(words),
      language: choice(words, 'language', languages) ?? 'en',
    }
    const link = newLink(words, desk)
    const directory = openDirectory(desk.folder)
    const there = await directory.listPersons()
    if (there.length >= mostPersons)
      throw refused(`there are ${there.length} persons, and ${mostPersons} is the most`, 'remove who left')
    const others = [...(await directory.listClients()), ...there]
    const unknown = await unknownOffices(person.offices, others, desk)
    if (!(await directory.addPerson({ ...person, keys: [], invitation: link.invitation })))
      throw refused(
        `there is a person ${person.id} already`,
        `"bulla person link ${person.id}" makes a new link for it`,
      )
    desk.say(`person ${person.id} may register a passkey within two seconds`)
    sayLink(link, desk)
    sayAlike(person.id, others, desk)
    for (const office of unknown)
      desk.note(`note: nothing else here names the office ${office}; the setting OFFICES has such codes checked`)
    return done({ ...person, link: link.url, until: link.invitation.until })
  },
}

interface Link {
  readonly url: string
  readonly invitation: { readonly sha256: string; readonly until: string }
}

/** Only the digest of its token is kept. */
export function newLink(words: Words, desk: Desk): Link {
  const hours = number(words, 'hours', 1, mostHours) ?? usualHours
  const token = toBase64url(desk.randomOctets(32))
  return {
    url: `${consoleOrigin(loadConfig(desk.folder, desk.env))}/console/enrol/${token}`,
    invitation: { sha256: sha256Hex(utf8(token)), until: new Date(desk.now() + hours * hourMs).toISOString() },
  }
}

export function sayLink({ url, invitation: { until } }: Link, desk: Desk): void {
  desk.say(`Its link, shown this once; it works once, until ${until}. Give it to this person and to nobody else:`, url)
}

/** In lower case, as it is kept. */
export function personIdIn(words: Words): string {
  const id = readPerson(operand(words, 0))
  if (id !== undefined) return id
  throw wrongUse(`expected ${personForm}; found ${JSON.stringify(operand(words, 0))}`)
}

function nameIn(words: Words): string {
  const name = required(words, 'name', '"Ana Costa"')
  if (isSeen(name)) return name
  throw wrongUse(`--name has 1 to 200 letters that are seen; found ${JSON.stringify(name)}`)
}
