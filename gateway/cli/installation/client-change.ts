// `bulla client change`: whether a client may say for whom it acts, and in which function it signs.
import { openDirectory } from '../../../config/directory.ts'
import { refused } from '../../installation/complaint.ts'
import { type Command, choice, operand } from '../program/command.ts'
import { done, wrongUse } from '../program/desk.ts'
import { functionOf, unknownClient } from './clients.ts'

export const clientPersons: Command = {
  usage: 'client change <id>',
  summary: 'say whether a client may state persons, and in which function it accepts terms; its token stays',
  details: `A client that may state persons says in Bulla-Person for whom it acts; where two persons are needed it must. Whoever
accepts terms does so in the function of its client, which the gateway puts into the message: what the message says must agree.`,
  options: [
    { flags: '--persons <yes|no>', describe: 'whether it may say for which person it acts' },
    { flags: '--function <text>', describe: 'in which function it accepts terms, such as "Head of unit"' },
    { flags: '--no-function', describe: 'it accepts no terms any more' },
  ],
  examples: [
    'bulla client change declarations --function "Head of the Central Valuation Office"',
    'bulla client change case-system --persons yes',
  ],
  async run(words, desk) {
    const id = operand(words, 0)
    const persons = choice(words, 'persons', ['yes', 'no'])
    const changes = {
      ...(persons && { persons: persons === 'yes' ? (true as const) : undefined }),
      ...(words.denied('function') ? { function: undefined } : functionOf(words)),
    }
    if (Object.keys(changes).length === 0)
      throw wrongUse('nothing is to be changed', 'say --persons yes, --persons no, --function <text> or --no-function')
    const directory = openDirectory(desk.folder)
    if (!(await directory.setClient(id, changes))) throw refused(...(await unknownClient(id, desk)))
    const now = (await directory.listClients()).find((client) => client.id === id)
    const as = now?.function
    desk.say(
      `within two seconds client ${id} ${now?.persons ? 'may say for whom it acts' : 'acts for nobody but itself'}, and ${as === undefined ? 'accepts no terms' : `accepts terms as ${as}`}`,
    )
    return done({ id, persons: now?.persons === true, function: as ?? null })
  },
}
