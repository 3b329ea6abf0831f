// `bulla cases clear`: a second person decides, where the terms leave it to one.
import { type Command, number, operand, required } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { releaseAsked, releaseOptions } from './release-options.ts'

export const caseClear: Command = {
  usage: 'cases clear <id>',
  summary: 'decide, as a second person, that somebody may read an item or a message',
  details: `For where a release answers that a person decides: a purpose that the request put in words, terms under review. It holds for
    one reader, use and purpose, until a day, so many times, and is evidence. The token must be of another client than the reader's,
    with the role approve.`,
  options: [
    ...releaseOptions,
    { flags: '--message', describe: 'the id is that of a message: what it says may be read' },
    { flags: '--until <day>', describe: 'last day, at most 90 days from now' },
    { flags: '--uses <number>', describe: 'how often (default: 1)' },
    { flags: '--reason <text>', describe: 'why; kept encrypted' },
    ...doorOptions,
  ],
  wants: { roles: ['approve'] },
  examples: [
    'bulla cases clear 01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01 --reader officer-17 --purpose VERIFY_OTHER --until 2027-02-19 --reason "as the request says"',
  ],
  async run(words, desk) {
    const id = operand(words, 0)
    const ask = {
      ...releaseAsked(words),
      reader: required(words, 'reader', 'officer-17'),
      until: required(words, 'until', '2027-02-19'),
      uses: number(words, 'uses', 1, 100) ?? 1,
      reason: required(words, 'reason', '"as the request says"'),
    }
    return withDoor(words, desk, async (door) => {
      const cleared = words.flag('message') ? await door.messages.clear(id, ask) : await door.items.clear(id, ask)
      desk.say(
        `${cleared.reader} may read it until ${cleared.until}, ${cleared.uses} times (clearance ${cleared.clearance})`,
      )
      return done(cleared)
    })
  },
}
