// `bulla partner test`: the mandatory test message, step by step.
import { isJsonObject } from '../../../crypto/json.ts'
import { type Command, operand } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain, table } from '../program/table.ts'
import { partnerNamed } from './partners.ts'

export const partnerTest: Command = {
  usage: 'partner test <member>',
  summary: 'send the test message: proves TLS, certificates, envelope, an item under terms, and the signed receipt',
  details: 'Goes the whole way to the partner and back and reaches no national system. Our gateway must be running.',
  options: doorOptions,
  wants: { roles: ['operate'] },
  examples: ['bulla partner test XB', 'bulla partner test XB --json'],
  async run(words, desk) {
    const member = operand(words, 0)
    if (words.text('url') === undefined) await partnerNamed(member, desk)
    return withDoor(words, desk, async (door) => {
      const proved = await door.operator.testPartner(member)
      const steps = Array.isArray(proved['steps']) ? proved['steps'].filter(isJsonObject) : []
      desk.say(
        ...table(
          ['PROVED', 'FOUND'],
          steps.map((each) => [plain(each['step']), plain(each['found'])]),
        ),
      )
      desk.say(`${member} answered in ${plain(proved['roundTripMs'])} ms; the line is ready`)
      return done(proved)
    })
  },
}
