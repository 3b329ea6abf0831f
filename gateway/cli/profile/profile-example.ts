// `bulla profile example`: a body to begin with, where no case is there yet that could be asked.

import { refused } from '../../installation/complaint.ts'
import { type ExampleSchema, exampleOf } from '../../model/profile/example-of.ts'
import { profiles } from '../../profiles/all.ts'
import { type Command, operand } from '../program/command.ts'
import { done } from '../program/desk.ts'

export const profileExample: Command = {
  usage: 'profile example <name> <type>',
  summary: 'print an example body of a message type as JSON, such as of one that opens a case',
  details: 'In a case "bulla cases next" knows what may be sent now, and gives the same bodies.',
  examples: [
    'bulla profile example tfa12 request > request.json',
    'bulla profile example suspension suspend > suspend.json',
  ],
  async run(words, desk) {
    const [name, type] = [operand(words, 0), operand(words, 1)]
    const messages = profiles.get(name)?.messages
    if (!messages)
      throw refused(
        `there is no profile ${JSON.stringify(name)}; expected one of ${[...profiles.keys()].join(', ')}`,
        '"bulla profile list" shows them with their titles',
      )
    const message = Object.hasOwn(messages, type) ? messages[type] : undefined
    if (!message)
      throw refused(
        `${name} has no message type ${JSON.stringify(type)}; expected one of ${Object.keys(messages).join(', ')}`,
      )
    const body = exampleOf(message.body as ExampleSchema) as object
    desk.say(...JSON.stringify(body, null, 2).split('\n'))
    return done({ profile: name, type, body })
  },
}
