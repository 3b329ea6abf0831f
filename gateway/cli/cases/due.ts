// `bulla cases due`: what is due and overdue, by us and by partners, earliest first.

import { pageAsked, pageOptions, rowsOf, sayMore } from '../exchange/deliveries.ts'
import { type Command, choice } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { languageOf } from '../program/language.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { dueText, wording } from '../program/rows.ts'
import { plain, table } from '../program/table.ts'
import { whatIsOwed } from './show.ts'

export const casesDue: Command = {
  usage: 'cases due',
  summary: 'list what is due and overdue in the cases of our offices, by us and by partners',
  details: 'What is overdue is always there. Late is a flag: nothing is refused and nothing happens by itself.',
  options: [
    { flags: '--until <day>', describe: 'last day (default: 30 days from today)' },
    { flags: '--partner <member>', describe: 'only cases with this partner' },
    { flags: '--by <who>', describe: 'only what we owe (us), or only what partners owe (partner)' },
    ...pageOptions(200, 500),
    ...doorOptions,
  ],
  wants: { roles: ['read'] },
  examples: ['bulla cases due', 'bulla cases due --by us --until 2027-01-31', 'bulla cases due --json'],
  async run(words, desk) {
    const query = {
      until: words.text('until'),
      partner: words.text('partner'),
      by: choice(words, 'by', ['us', 'partner']),
      ...pageAsked(words, 500),
    }
    const say = wording(languageOf(words, desk))
    return withDoor(words, desk, async (door) => {
      const due = await door.overview.due(query)
      desk.say(
        ...table(
          ['DUE', 'BY', 'WHAT', 'SET BY', 'PARAGRAPH', 'WITH', 'STATE', 'CASE'],
          rowsOf(due).map((row) => [
            dueText(row),
            plain(row['member']),
            whatIsOwed(row, row['profile'], say),
            say.code(row['profile'], 'source', row['source']),
            plain(row['paragraph']),
            plain(row['partner']),
            say.state(row['profile'], row['state']),
            plain(row['case']),
          ]),
        ),
      )
      if (due['truncated'] === true && due['next'] === null)
        desk.note('hint: cases of the program before are still being brought over; ask again in a moment')
      sayMore(due, desk)
      return done(due)
    })
  },
}
