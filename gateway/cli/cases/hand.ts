// `bulla cases hand | assign`: which of our offices deals with a case, and which person in it.
import { type Command, operand, required } from '../program/command.ts'
import { done, wrongUse } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'

export const caseHand: Command = {
  usage: 'cases hand <id>',
  summary: 'hand a case to another of our offices',
  details: `It goes with its drafts and days, and both offices hear of it. The terms of what was given name offices: the other office reads
only what they, or a permission, open to it, and the command says how much that is. The partner hears nothing but that our next
message comes from there.`,
  options: [{ flags: '--office <code>', describe: 'the office that deals with it from now on' }, ...doorOptions],
  wants: { roles: ['submit', 'approve'], any: true },
  examples: ['bulla cases hand 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --office XA000102'],
  async run(words, desk) {
    const office = required(words, 'office', 'XA000102')
    return withDoor(words, desk, async (door) => {
      const handed = await door.cases.handOver(operand(words, 0), office)
      desk.say(
        `${handed.office} deals with it now, in the place of ${handed.from}`,
        `of what was given to us it may read ${handed.readable.length}, and ${handed.closed.length} it may not`,
      )
      if (handed.closed.length > 0)
        desk.note('note: for the rest its provider is asked with "bulla send permission-ask", naming the office')
      return done(handed)
    })
  },
}

export const caseAssign: Command = {
  usage: 'cases assign <id>',
  summary: 'assign a case to a person of its office, or to nobody',
  options: [
    { flags: '--to <person>', describe: 'id of the person, as your own systems have it' },
    { flags: '--nobody', describe: 'nobody works on it any more' },
    ...doorOptions,
  ],
  wants: { roles: ['submit', 'approve'], any: true },
  examples: ['bulla cases assign 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --to officer-17'],
  async run(words, desk) {
    const to = words.text('to')
    if ((to === undefined) !== words.flag('nobody'))
      throw wrongUse('to whom is not said, or twice', 'say --to <person>, or --nobody')
    return withDoor(words, desk, async (door) => {
      const now = await door.cases.assign(operand(words, 0), to ?? null)
      desk.say(now.assigned === null ? 'nobody is assigned to it' : `${now.assigned} works on it`)
      return done(now)
    })
  },
}
