// `bulla cases register`: a letter, an e-mail or a call that belongs to a case.
import { registrationChannels } from '../../model/profile/registration.ts'
import { type Command, choice, operand, required } from '../program/command.ts'
import { done, wrongUse } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain } from '../program/table.ts'

export const caseRegister: Command = {
  usage: 'cases register <id>',
  summary: 'register a letter, an e-mail or a call in a case, so that it stands in the timeline and in the evidence',
  details: `It is kept encrypted and changes nothing in the state of the case: only messages that both members hold do. Send a scan as a
document of a message where the partner is to have it.`,
  options: [
    { flags: '--direction <way>', describe: 'in where we received it, out where we sent it' },
    { flags: '--channel <channel>', describe: `how it travelled: ${registrationChannels.join(', ')}` },
    { flags: '--on <day>', describe: 'day on which it was received or sent' },
    { flags: '--summary <text>', describe: 'what it says, in a few words' },
    { flags: '--type <type>', describe: 'message type that it stands for, such as response' },
    { flags: '--reference <text>', describe: 'file number, or whatever else finds it again' },
    ...doorOptions,
  ],
  wants: { roles: ['submit'] },
  examples: [
    'bulla cases register 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --direction in --channel paper --on 2026-04-02 --type response --summary "Confirmed invoice, two pages" --reference 4711/26',
  ],
  async run(words, desk) {
    const direction = choice(words, 'direction', ['in', 'out'])
    if (direction === undefined) throw wrongUse('--direction is missing', 'say --direction in or --direction out')
    const channel = choice(words, 'channel', registrationChannels)
    if (channel === undefined) throw wrongUse('--channel is missing', 'say for instance --channel paper')
    const [type, reference] = [words.text('type'), words.text('reference')]
    const letter = {
      direction,
      channel,
      on: required(words, 'on', '2026-04-02'),
      summary: required(words, 'summary', '"Confirmed invoice, two pages"'),
      ...(type !== undefined && { type }),
      ...(reference !== undefined && { reference }),
    }
    return withDoor(words, desk, async (door) => {
      const registered = await door.cases.register(operand(words, 0), letter)
      desk.say(`registered as ${plain(registered['registration'])}; its digest stands in the evidence`)
      return done(registered)
    })
  },
}
