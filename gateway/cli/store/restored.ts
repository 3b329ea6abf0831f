// `bulla restored`: what stands open since the store was restored, and how a person settles it.
import type { RestoredView } from '../../answers/operator-answers.ts'
import { type Command, operand } from '../program/command.ts'
import { type Desk, done, wrongUse } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain, table } from '../program/table.ts'

export const restored: Command = {
  usage: 'restored',
  summary:
    'list what stands open since the store was restored: partners that have not answered, cases that lack something',
  details: `After "bulla restore" each partner is asked which statements of ours it holds since the backup; what comes back is kept, and what it
disposed of is destroyed again. Until a partner has answered nothing of the cases with it is given out or written in them. Where all is answered and settled, nothing is listed.`,
  options: doorOptions,
  wants: { roles: ['operate'] },
  examples: ['bulla restored', 'bulla restored --json'],
  async run(words, desk) {
    return withDoor(words, desk, async (door) => {
      const found = await door.operator.restored()
      say(desk, found)
      return done(found)
    })
  },
}

export const restoredSettle: Command = {
  usage: 'restored settle <case|partner>',
  summary: 'open a case, or all cases with a partner, of which something cannot be had since a restore',
  details: `They open as they lie here: what was disposed of after the backup may be in them. Ask the partner first, by telephone if need be. Who
settles and why stands in the evidence. Where the agreement asks for two persons for any message, or execution is at our discretion, it takes two.`,
  options: [
    { flags: '--reason <text>', describe: 'why what cannot be had is not waited for; kept encrypted in the evidence' },
    ...doorOptions,
  ],
  wants: { roles: ['operate'] },
  examples: [
    'bulla restored settle 019abcde-f000-7000-8000-000000000002 --reason "XB confirmed that nothing was disposed of"',
    'bulla restored settle XB --reason "XB left; its cases were compared on paper"',
  ],
  async run(words, desk) {
    const subject = operand(words, 0)
    const reason = words.text('reason')
    if (reason === undefined) throw wrongUse('--reason is missing', 'say why, in a sentence: it is evidence')
    const named = /^[A-Z]{2}[A-Z0-9]{0,6}$/.test(subject) ? { partner: subject } : { case: subject }
    return withDoor(words, desk, async (door) => {
      const left = await door.operator.settleRestored({ ...named, reason })
      const isClosed =
        left.partners.some(({ member, closed }) => member === subject && closed) ||
        left.cases.some((row) => row.case === subject && row.closed)
      desk.say(isClosed ? `${subject} waits for a second person, who settles it as well` : `${subject} is settled`)
      say(desk, left)
      return done(left)
    })
  },
}

function say(desk: Desk, { since, from, partners, cases }: RestoredView): void {
  if (since === null) {
    desk.say('nothing stands open: the store was not restored, or all of it is answered and settled')
    return
  }
  desk.say(
    `the store lacks what happened since ${plain(since)} (${plain(from)})`,
    ...table(
      ['PARTNER', 'STATE', 'CLOSED', 'WHY'],
      partners.map((row) => [row.member, row.state, closedText(row), plain(row.found)]),
    ),
  )
  if (cases.length > 0)
    desk.say(
      ...table(
        ['CASE', 'WITH', 'STATE', 'CLOSED', 'WHY'],
        cases.map((row) => [row.case, row.partner, row.state, closedText(row), plain(row.found)]),
      ),
    )
}

const closedText = ({ closed }: { readonly closed: boolean }): string => (closed ? 'yes' : 'no')
