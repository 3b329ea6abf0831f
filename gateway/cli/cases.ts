// `bulla cases`: the inbox at a shell, and one case with its timeline.
import { isJsonObject, type JsonObject } from '../../crypto/json.ts'
import { type Command, number, type OptionRow, operand, type Words } from './command.ts'
import { queryOf, rowsOf, sayMore } from './deliveries.ts'
import { type Desk, done, type Outcome } from './desk.ts'
import { doorOptions, openNationalDoor } from './national.ts'
import { plain, table } from './table.ts'

const listOptions: readonly OptionRow[] = [
  { flags: '--state <state>', describe: 'only cases in this state, such as accepted' },
  { flags: '--partner <member>', describe: 'only cases with this partner' },
  { flags: '--due-before <day>', describe: 'only cases due before this day' },
  { flags: '--limit <n>', describe: 'most rows (default 50, at most 200)' },
  { flags: '--cursor <text>', describe: 'go on where the list before ended' },
  ...doorOptions,
]
const described = { summary: 'list the cases of our offices by due date', options: listOptions, run: list }
export const cases: Command = {
  usage: 'cases',
  alias: 'case',
  ...described,
  examples: ['bulla cases', 'bulla cases --due-before 2027-01-01'],
}
export const casesList: Command = { usage: 'cases list', ...described, examples: ['bulla cases list --state accepted'] }

async function list(words: Words, desk: Desk): Promise<Outcome> {
  const query = queryOf({
    state: words.text('state'),
    partner: words.text('partner'),
    dueBefore: words.text('due-before'),
    limit: number(words, 'limit', 1, 200),
    cursor: words.text('cursor'),
  })
  const door = await openNationalDoor(words, desk)
  try {
    const page = await door.ask('GET', `/v1/cases${query}`)
    desk.say(
      ...table(
        ['CASE', 'WITH', 'WE ARE', 'OFFICE', 'STATE', 'DUE'],
        rowsOf(page).map((row) => [
          plain(row['case']),
          plain(row['partner']),
          plain(row['role']),
          plain(row['office']),
          plain(row['state']),
          `${plain(row['dueOn'])}${row['overdue'] === true ? ' OVERDUE' : ''}`,
        ]),
      ),
    )
    sayMore(page, desk)
    return done(page)
  } finally {
    door.close()
  }
}

export const caseShow: Command = {
  usage: 'cases show <id>',
  summary: 'show a case: what is wanted, what was given, its timeline, what is legal next',
  options: doorOptions,
  examples: ['bulla cases show 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111'],
  async run(words, desk) {
    const door = await openNationalDoor(words, desk)
    try {
      const found = await door.ask('GET', `/v1/cases/${encodeURIComponent(operand(words, 0))}`)
      sayCase(found, desk)
      return done(found)
    } finally {
      door.close()
    }
  },
}

function sayCase(found: JsonObject, { say }: Desk): void {
  const list = (name: string): JsonObject[] => {
    const value = found[name]
    return Array.isArray(value) ? value.filter(isJsonObject) : []
  }
  const next = Array.isArray(found['legalNext']) ? found['legalNext'].map(plain).join(', ') : ''
  say(
    `case ${plain(found['case'])} with ${plain(found['partner'])} under ${plain(found['agreement'])}`,
    `  we are the ${plain(found['role'])} member, office ${plain(found['office'])}`,
    `  state ${plain(found['state'])}, due ${plain(found['dueOn'])}${found['overdue'] === true ? ' OVERDUE' : ''}`,
    `  we may send ${next || 'nothing now'}`,
    ...section('WANTED', ['ID', 'KIND', 'OUTCOME'], list('wanted'), ['wanted', 'kind', 'outcome']),
    ...section('ITEMS', ['ITEM', 'WAY', 'KIND', 'OCTETS', 'NAME'], list('items'), [
      'item',
      'direction',
      'kind',
      'bytes',
      'name',
    ]),
    ...section(
      'TIMELINE',
      ['SENT', 'WAY', 'TYPE', 'EFFECT', 'DELIVERY', 'MESSAGE'],
      list('timeline').map(timelineRow),
      ['sentAt', 'direction', 'type', 'effect', 'delivered', 'message'],
    ),
  )
}

const timelineRow = (row: JsonObject): JsonObject => {
  const delivery = row['delivery']
  return { ...row, delivered: isJsonObject(delivery) ? (delivery['state'] ?? null) : null }
}

const section = (title: string, heads: string[], rows: readonly JsonObject[], members: readonly string[]): string[] =>
  rows.length === 0
    ? []
    : [
        '',
        title,
        ...table(
          heads,
          rows.map((row) => members.map((member) => plain(row[member]))),
        ),
      ]
