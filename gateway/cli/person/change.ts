// `bulla person list | link | roles | key-remove | remove`: persons as they are, and what changes.
import { openDirectory } from '../../../config/directory.ts'
import { clientRoles } from '../../../config/shapes.ts'
import { refused } from '../../installation/complaint.ts'
import { rolesOf } from '../installation/clients.ts'
import { type Command, operand } from '../program/command.ts'
import { type Desk, done } from '../program/desk.ts'
import { table } from '../program/table.ts'
import { hoursOption, newLink, personIdIn, sayLink } from './add.ts'

export const personList: Command = {
  usage: 'person list',
  summary: 'list who may sign in at the console, with their keys',
  examples: ['bulla person list'],
  async run(_words, desk) {
    const persons = await openDirectory(desk.folder).listPersons()
    desk.say(
      ...table(
        ['ID', 'NAME', 'OFFICES', 'ROLES', 'FUNCTION', 'LANGUAGE', 'KEYS', 'LINK UNTIL'],
        persons.map(({ id, name, offices, roles, function: as, language, keys, invitation }) => [
          ...[id, name, offices === 'all' ? 'all' : offices.join(','), roles.join(','), as ?? '', language],
          keys.map((key) => `${key.id} (${key.registeredAt.slice(0, 10)})`).join(', ') || 'none',
          invitation?.until ?? '',
        ]),
      ),
    )
    return done({
      persons: persons.map(({ invitation, ...person }) => ({
        ...person,
        ...(invitation && { linkUntil: invitation.until }),
      })),
    })
  },
}

export const personLink: Command = {
  usage: 'person link <id>',
  summary: 'make a new link for a person, who may have lost a key; one before does no more',
  options: [hoursOption],
  examples: ['bulla person link a.costa', 'bulla person link a.costa --hours 2'],
  async run(words, desk) {
    const id = personIdIn(words)
    const link = newLink(words, desk)
    if (!(await openDirectory(desk.folder).setPerson(id, { invitation: link.invitation })))
      throw await unknownPerson(id, desk)
    sayLink(link, desk)
    return done({ id, link: link.url, until: link.invitation.until })
  },
}

export const personRoles: Command = {
  usage: 'person roles <id>',
  summary: 'give a person other roles; its keys stay',
  options: [{ flags: '--roles <roles>', describe: `some of ${clientRoles.join(', ')}`, many: true }],
  examples: ['bulla person roles a.costa --roles read,submit'],
  async run(words, desk) {
    const [id, roles] = [personIdIn(words), rolesOf(words)]
    if (!(await openDirectory(desk.folder).setPerson(id, { roles }))) throw await unknownPerson(id, desk)
    desk.say(`person ${id} has ${roles.join(', ')} within two seconds`)
    return done({ id, roles })
  },
}

export const personKeyRemove: Command = {
  usage: 'person key-remove <id> <key>',
  summary: 'take a key from a person, such as one that was lost; "bulla person list" names it',
  details: `What was signed with it before stays signed, in the evidence and in bundles. A person without a key needs a new link. A key that
begins with a hyphen comes after "--".`,
  examples: ['bulla person key-remove a.costa 7Q0Yz1cN…'],
  async run(words, desk) {
    const [id, key] = [personIdIn(words), operand(words, 1)]
    const directory = openDirectory(desk.folder)
    if (await directory.removePersonKey(id, key)) {
      desk.say(`key ${key} of person ${id} counts no more within two seconds`)
      return done({ id, key })
    }
    const person = (await directory.listPersons()).find((each) => each.id === id)
    if (!person) throw await unknownPerson(id, desk)
    const keys = person.keys.map((each) => each.id).join(', ') || 'it has none'
    throw refused(`person ${id} has no key ${key} (${keys})`)
  },
}

export const personRemove: Command = {
  usage: 'person remove <id>',
  summary: 'let a person in no more; whoever is signed in is out within two seconds',
  examples: ['bulla person remove a.costa'],
  async run(words, desk) {
    const id = personIdIn(words)
    if (!(await openDirectory(desk.folder).removePerson(id))) throw await unknownPerson(id, desk)
    desk.say(`person ${id} is removed`)
    return done({ id })
  },
}

async function unknownPerson(id: string, { folder }: Desk) {
  const ids = (await openDirectory(folder).listPersons()).map((person) => person.id)
  return refused(`there is no person ${id} (${ids.join(', ') || 'there are none'})`)
}
