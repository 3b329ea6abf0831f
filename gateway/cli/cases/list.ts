// `bulla cases`: the inbox at a shell.

import { pageAsked, pageOptions, rowsOf, sayMore } from '../exchange/deliveries.ts'
import type { Command, OptionRow, Words } from '../program/command.ts'
import { type Desk, done, type Outcome } from '../program/desk.ts'
import { languageOf } from '../program/language.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { dueText, wording } from '../program/rows.ts'
import { plain, table } from '../program/table.ts'

const listOptions: readonly OptionRow[] = [
  { flags: '--state <state>', describe: 'only cases in this state, such as accepted' },
  { flags: '--partner <member>', describe: 'only cases with this partner' },
  { flags: '--profile <name>', describe: 'only cases of this kind of exchange, such as tfa12 or suspension' },
  { flags: '--due-before <day>', describe: 'only cases due before this day' },
  ...pageOptions(50, 200),
  ...doorOptions,
]
const described = {
  summary: 'list the cases of our offices by due date',
  options: listOptions,
  wants: { roles: ['read'] },
  run: list,
} as const
export const cases: Command = {
  usage: 'cases',
  alias: 'case',
  ...described,
  examples: ['bulla cases', 'bulla cases --due-before 2027-01-01', 'bulla cases --profile suspension'],
}
export const casesList: Command = { usage: 'cases list', ...described, examples: ['bulla cases list --state accepted'] }

async function list(words: Words, desk: Desk): Promise<Outcome> {
  const query = {
    state: words.text('state'),
    partner: words.text('partner'),
    profile: words.text('profile'),
    dueBefore: words.text('due-before'),
    ...pageAsked(words, 200),
  }
  const { state, role } = wording(languageOf(words, desk))
  return withDoor(words, desk, async (door) => {
    const page = await door.cases.list(query)
    desk.say(
      ...table(
        ['CASE', 'WITH', 'PROFILE', 'WE ARE', 'OFFICE', 'STATE', 'DUE'],
        rowsOf(page).map((row) => [
          plain(row['case']),
          plain(row['partner']),
          plain(row['profile']),
          role(row['role']),
          plain(row['office']),
          state(row['profile'], row['state']),
          dueText(row),
        ]),
      ),
    )
    sayMore(page, desk)
    return done(page)
  })
}
