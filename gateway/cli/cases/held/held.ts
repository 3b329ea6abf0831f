// `bulla held`: everything that we hold of whom, and one act that disposes of a selection of it.
import type { HeldLine } from '../../../answers/overview-answers.ts'
import { refused } from '../../../installation/complaint.ts'
import { byDisposal } from '../../../model/calendar/by-disposal.ts'
import type { Command, Words } from '../../program/command.ts'
import { type Desk, done, type Outcome, wrongUse } from '../../program/desk.ts'
import { doorOptions, withDoor } from '../../program/national.ts'
import { plain, table } from '../../program/table.ts'
import { copiesSaid, demandSaid, disposalOf } from './copies.ts'

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
      flags: '--copies <states>',
      describe:
        'with --dispose: what became of every copy that left (returned, destroyed, out:DAY:WITH WHOM), or of one: RECORD=returned',
      many: true,
    },
    { flags: '--yes', describe: 'with --dispose: do it' },
    ...doorOptions,
  ],
  wants: { roles: ['read'] },
  examples: [
    'bulla held',
    'bulla held --of XB --json',
    'bulla held --dispose overdue --officer "A. Example" --yes',
    'bulla held --dispose 01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01 --copies 4711=returned --copies "4712=out:2031-06-30:District Court" --officer "A. Example" --yes',
  ],
  async run(words, desk) {
    const of = words.text('of')
    return withDoor(words, desk, async (door) => {
      const list = await allHeld(door, of)
      const chosen = words.text('dispose')
      if (chosen !== undefined)
        return disposeOf(withBodies(list.rows, chosenIn(list.rows, chosen)), { today: list.today, words, desk, door })
      desk.say(
        ...table(['DISPOSE BY', 'OF', 'WHAT', 'COPIES', 'HOLD', 'STATE', 'CASE', 'CONTENT'], list.rows.map(lineOf)),
      )
      return done({ ...list })
    })
  },
}

/** Page by page, as the gateway gives it. */
async function allHeld(
  door: Door,
  of: string | undefined,
): Promise<{ readonly today: string; readonly rows: HeldLine[] }> {
  const rows: HeldLine[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await door.overview.held({ of, cursor })
    rows.push(...page.rows)
    if (page.next === null) return { today: page.today, rows: rows.sort(byDisposal) }
    cursor = page.next
  }
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
  const copies = copiesSaid(words)
  const cases = Map.groupBy(rows, ({ case: id }) => id)
  for (const [id, of] of cases) {
    desk.say(`case ${id}, ${of[0]?.partner}: ${of.length} ${of.length === 1 ? 'piece' : 'pieces'} destroyed`)
    for (const row of of) desk.say(previewOf(row))
  }
  const kept = rows.filter(({ holdUntil }) => holdUntil !== null && today <= holdUntil)
  if (kept.length > 0)
    throw refused(
      `a legal hold keeps ${kept.map(({ content, holdUntil }) => `${content} until ${holdUntil}`).join(', ')}; nothing was destroyed`,
      'leave out what is on hold, and what it speaks of',
    )
  demandSaid(rows, copies)
  if (!words.flag('yes')) {
    desk.say('Nothing was destroyed yet: say --yes')
    return done({ preview: [...cases].map(([id, of]) => ({ case: id, content: of.map(({ content }) => content) })) })
  }
  if (officer === undefined)
    throw wrongUse('--officer is missing: who attests the disposal', 'such as --officer "A. Example"')
  const sent: object[] = []
  for (const [id, of] of cases) {
    const body = {
      items: of.map((row) => disposalOf(row, copies)),
      on: today,
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

/** Which copies there are is said by their records, as `--copies` names them. */
function previewOf({ what, content, method, copies, goesWith, holdUntil }: HeldLine): string {
  const records = copies.length === 0 ? '' : ` (${copies.map(({ record }) => record).join(', ')})`
  const speaks = goesWith.length > 0 ? '; it speaks of what goes' : ''
  const held = holdUntil === null ? '' : `; ON HOLD until ${holdUntil}`
  return `  ${what} ${content}, by ${method ?? 'destroy-keys'}; ${copies.length} copies left the gateway${records}${speaks}${held}`
}
