// `bulla cases`: the inbox at a shell.

import type { CaseLine } from '../../answers/case-answers.ts'
import { type SearchedBy, searchedBy } from '../../model/profile/searched.ts'
import { pageAsked, pageOptions, sayMore } from '../exchange/deliveries.ts'
import { type Command, type OptionRow, required, type Words } from '../program/command.ts'
import { type Desk, done, type Outcome, wrongUse } from '../program/desk.ts'
import { languageOf } from '../program/language.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { dueText, wording } from '../program/rows.ts'
import { plain, table } from '../program/table.ts'

const listOptions: readonly OptionRow[] = [
  { flags: '--state <state>', describe: 'only cases in this state, such as accepted' },
  { flags: '--partner <member>', describe: 'only cases with this partner' },
  { flags: '--profile <name>', describe: 'only cases of this kind of exchange, such as tfa12 or suspension' },
  { flags: '--assignee <person>', describe: 'only cases on which this person works, the newest first' },
  { flags: '--due-before <day>', describe: 'only cases due before this day' },
  { flags: '--declaration <number>', describe: 'only cases in which this declaration number, such as an MRN, stands' },
  { flags: '--trader <number>', describe: 'only cases in which this registration number of a trader stands' },
  { flags: '--file <number>', describe: 'only cases in which this number of a file stands, ours or theirs' },
  ...pageOptions(50, 200),
  ...doorOptions,
]
const described = {
  summary: 'list the cases of our offices by due date, or find them by a number',
  details: `By one number at a time, the newest case first, and at most 50: of a declaration (an MRN is one), of a trader, or of a file.
How it is written makes no difference. What a partner gave is found only while your office may read it.`,
  options: listOptions,
  wants: { roles: ['read'] },
  run: list,
} as const
export const cases: Command = {
  usage: 'cases',
  alias: 'case',
  ...described,
  examples: ['bulla cases', 'bulla cases --due-before 2027-01-01', 'bulla cases --declaration 26XB07K4T9QPLM31E2'],
}
export const casesList: Command = { usage: 'cases list', ...described, examples: ['bulla cases list --state accepted'] }

async function list(words: Words, desk: Desk): Promise<Outcome> {
  const numbers = searchedBy.filter((each) => words.text(each) !== undefined)
  const [by] = numbers
  if (by !== undefined) return search(words, desk, by, numbers)
  const query = {
    state: words.text('state'),
    partner: words.text('partner'),
    profile: words.text('profile'),
    assignee: words.text('assignee'),
    dueBefore: words.text('due-before'),
    ...pageAsked(words, 200),
  }
  return withDoor(words, desk, async (door) => {
    const page = await door.cases.list(query)
    sayCases(page.rows, words, desk)
    sayMore(page, desk)
    return done(page)
  })
}

/** By one number; what else lists are narrowed by does not go with it. */
async function search(words: Words, desk: Desk, by: SearchedBy, numbers: readonly string[]): Promise<Outcome> {
  const others = ['state', 'partner', 'profile', 'assignee', 'due-before', 'limit', 'cursor']
  const stray = [...numbers.slice(1), ...others.filter((each) => words.text(each) !== undefined)][0]
  if (stray !== undefined)
    throw wrongUse(`--${stray} does not go with --${by}`, 'a search is by one number, over all cases of your offices')
  return withDoor(words, desk, async (door) => {
    const found = await door.cases.search(by, required(words, by, '26XB07K4T9QPLM31E2'))
    sayCases(found.rows, words, desk)
    if (found.truncated) desk.note('note: there are more cases than are looked at')
    return done(found)
  })
}

function sayCases(rows: readonly CaseLine[], words: Words, desk: Desk): void {
  const { state, role } = wording(languageOf(words, desk))
  desk.say(
    ...table(
      ['CASE', 'WITH', 'PROFILE', 'WE ARE', 'OFFICE', 'STATE', 'DUE'],
      rows.map((row) => [
        plain(row.case),
        plain(row.partner),
        plain(row.profile),
        role(row.role),
        plain(row.office),
        state(row.profile, row.state),
        dueText(row),
      ]),
    ),
  )
}
