// `bulla cases message`: what one message says, as its body was written.
import { type Command, operand } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain } from '../program/table.ts'

export const caseMessage: Command = {
  usage: 'cases message <id>',
  summary: 'show one message with its body, its items and the terms it came under',
  options: [...doorOptions],
  wants: { roles: ['read'] },
  examples: [
    'bulla cases message 01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01',
    'bulla cases message 01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01 --json',
  ],
  async run(words, desk) {
    return withDoor(words, desk, async (door) => {
      const message = await door.messages.show(operand(words, 0))
      desk.say(`${plain(message['type'])} of ${plain(message['sentAt'])}, case ${plain(message['case'])}`)
      desk.say(...JSON.stringify(message['body'], null, 2).split('\n'))
      desk.say('Terms:', ...JSON.stringify(message['terms'], null, 2).split('\n'))
      return done(message)
    })
  },
}
