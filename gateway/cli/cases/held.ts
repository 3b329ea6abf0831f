// `bulla held`: everything that we hold of whom, and one act that disposes of a selection of it.
import type { HeldLine } from '../../answers/overview-answers.ts'
import { refused } from '../../installation/complaint.ts'
import { type Command, choice, type Words } from '../program/command.ts'
import { type Desk, done, type Outcome, wrongUse } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain, table } from '../program/table.ts'

export const held: Command = {
  usage: 'held',
  summary: 'list everything that we hold of partners, until when and what is overdue; dispose of a selection',
  details: `--dispose names items and bodies by their ids, of as many cases as you like, or "overdue" for all that is. What it would destroy is shown, with the
copies that left, and the bodies that go with the last of what they speak of; drafts that quote it, and copies of it that were uploaded and not sent, go too. Nothing
happens without --yes. One statement goes out for each case.`,
  options: [
    { flags: '--of <member>', describe: 'only what this partner gave' },
    { flags: '--dispose <ids>', describe: 'dispose of these, parted by commas, or of all that is overdue' },
    { flags: '--officer <name>', describe: 'with --dispose: who attests it' },
    {
      flags: '--copies <state>',
      describe: 'with --dispose: what became of every copy that left (returned or destroyed)',
    },
    { flags: '--yes', describe: 'with --dispose: do it' },
    ...doorOptions,
  ],
  wants: { roles: ['read'] },
  examples: ['bulla held', 'bulla held --of XB --json', 'bulla held --dispose overdue --officer "A. Example" --yes'],
  async run(words, desk) {
    const of = words.text('of')
    return withDoor(words, desk, async (door) => {
      const list = await door.overview.held({ of })
      const chosen = words.text('dispose')
      if (chosen !== undefined)
        return disposeOf(withBodies(list.rows, chosenIn(list.rows, chosen)), { today: list.today, words, desk, door })
      desk.say(
        ...table(['DISPOSE BY', 'OF', 'WHAT', 'COPIES', 'HOLD', 'STATE', 'CASE', 'CONTENT'], list.rows.map(lineOf)),
      )
      if (list.truncated) desk.note('hint: there is more than is looked at; ask for one partner with --of')
      return done({ ...list })
    })
  },
}

const lineOf = ({
  disposeBy,
  overdue,
  partner,
  what,
  copies,
  holdUntil,
  outUntil,
  state,
  case: id,
  content,
}: HeldLine) => [
  `${disposeBy ?? outUntil ?? '-'}${overdue ? ' OVERDUE' : ''}`,
  partner,
  what,
  String(copies.length),
  plain(holdUntil),
  state,
  id,
  content,
]

function chosenIn(rows: readonly HeldLine[], chosen: string): readonly HeldLine[] {
  if (chosen === 'overdue') return rows.filter(({ overdue, disposed }) => overdue && !disposed)
  const ids = chosen.split(',').map((id) => id.trim())
  return ids.map((id) => {
    const row = rows.find(({ content, disposed }) => content === id && !disposed)
    if (!row) throw refused(`nothing is held under ${id} in the cases of our offices`, 'see bulla held')
    return row
  })
}

/** A body goes with the last of what it speaks of: it is shown, and accounted for, as well. */
function withBodies(rows: readonly HeldLine[], chosen: readonly HeldLine[]): readonly HeldLine[] {
  const gone = new Set(chosen.map(({ content }) => content))
  const also = rows.filter(
    ({ content, disposed, goesWith }) =>
      !disposed && !gone.has(content) && goesWith.length > 0 && goesWith.every((each) => gone.has(each)),
  )
  return also.length === 0 ? chosen : withBodies(rows, [...chosen, ...also])
}

type Door = Parameters<Parameters<typeof withDoor>[2]>[0]

interface Disposing {
  readonly today: string
  readonly words: Words
  readonly desk: Desk
  readonly door: Door
}

async function disposeOf(rows: readonly HeldLine[], { today, words, desk, door }: Disposing): Promise<Outcome> {
  if (rows.length === 0) {
    desk.say('nothing of it is held')
    return done({ disposed: [] })
  }
  const officer = words.text('officer')
  const state = choice(words, 'copies', ['returned', 'destroyed'])
  const cases = Map.groupBy(rows, ({ case: id }) => id)
  for (const [id, of] of cases) {
    desk.say(`case ${id}, ${of[0]?.partner}: ${of.length} ${of.length === 1 ? 'piece' : 'pieces'} destroyed`)
    for (const { content, what, copies, method, holdUntil, goesWith } of of)
      desk.say(
        `  ${what} ${content}, by ${method ?? 'destroy-keys'}; ${copies.length} copies left the gateway${goesWith.length > 0 ? '; it speaks of what goes' : ''}${holdUntil !== null ? `; ON HOLD until ${holdUntil}` : ''}`,
      )
  }
  const kept = rows.filter(({ holdUntil }) => holdUntil !== null && today <= holdUntil)
  if (kept.length > 0)
    throw refused(
      `a legal hold keeps ${kept.map(({ content, holdUntil }) => `${content} until ${holdUntil}`).join(', ')}; nothing was destroyed`,
      'leave out what is on hold, and what it speaks of',
    )
  const left = rows.flatMap(({ copies }) => copies)
  if (left.length > 0 && state === undefined)
    throw refused(
      `${left.length} copies left the gateway, and nothing is said of them`,
      'say --copies returned or --copies destroyed where that is so of each; else write the disposal with bulla send disposal',
    )
  if (!words.flag('yes')) {
    desk.say('Nothing was destroyed yet: say --yes')
    return done({ preview: [...cases].map(([id, of]) => ({ case: id, content: of.map(({ content }) => content) })) })
  }
  if (officer === undefined)
    throw wrongUse('--officer is missing: who attests the disposal', 'such as --officer "A. Example"')
  const sent: object[] = []
  for (const [id, of] of cases) {
    const body = {
      items: of.map((row) => rowOf(row, state)),
      on: new Date(desk.now()).toISOString().slice(0, 10),
      officer,
    }
    const answer = await door.cases.send(id, { type: 'disposal', body }, { key: desk.id() }).catch((error: unknown) => {
      const open = [...cases.keys()].slice(sent.length)
      desk.say(`not disposed of: ${open.length === 1 ? 'case' : 'cases'} ${open.join(', ')}`)
      throw error
    })
    sent.push({ case: id, ...answer })
    desk.say(
      'draft' in answer
        ? `case ${id}: nothing is destroyed before a second person approves the draft ${answer.draft}`
        : `case ${id}: the statement of disposal goes out once all of it is gone`,
    )
  }
  return done({ disposed: sent })
}

const rowOf = ({ content, method, copies }: HeldLine, state: 'returned' | 'destroyed' | undefined) => ({
  item: content,
  method: method ?? 'destroy-keys',
  keysDestroyed: true,
  copiesKnown: copies.length,
  exportsOutstanding: 0,
  ...(copies.length > 0 && { copies: copies.map(({ record }) => ({ record, state })) }),
})
