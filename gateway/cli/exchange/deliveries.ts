// `bulla deliveries` and `bulla redeliver`: what is on its way to partners, and what shall go once
// more.
import { isProblem } from '../../../client/errors.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { deliveryStates } from '../../model/delivery.ts'
import { type Command, choice, number, type OptionRow, type Words } from '../program/command.ts'
import { type Desk, done, failed, type Outcome } from '../program/desk.ts'
import { doorOptions, problemSaid, withDoor } from '../program/national.ts'
import { objectsIn } from '../program/rows.ts'
import { plain, table } from '../program/table.ts'

export const pageOptions = (usual: number, most: number): readonly OptionRow[] => [
  { flags: '--limit <n>', describe: `most rows (default ${usual}, at most ${most})` },
  { flags: '--cursor <text>', describe: 'go on where the list before ended' },
]
export const pageAsked = (words: Words, most: number) => ({
  limit: number(words, 'limit', 1, most),
  cursor: words.text('cursor'),
})

const listOptions: readonly OptionRow[] = [
  { flags: '--state <state>', describe: `only those that are ${deliveryStates.join(', ')}` },
  { flags: '--partner <member>', describe: 'only those to this partner' },
  ...pageOptions(50, 200),
  ...doorOptions,
]
const described = {
  summary: 'list deliveries to partners, newest first, with the reason of those that failed',
  options: listOptions,
  run: list,
}
export const deliveries: Command = {
  usage: 'deliveries',
  ...described,
  wants: { roles: ['operate'] },
  examples: ['bulla deliveries', 'bulla deliveries --state expired', 'bulla deliveries --partner XB --json'],
}
export const deliveriesList: Command = {
  usage: 'deliveries list',
  ...described,
  wants: { roles: ['operate'] },
  examples: ['bulla deliveries list --state refused'],
}

async function list(words: Words, desk: Desk): Promise<Outcome> {
  const query = {
    state: choice(words, 'state', deliveryStates),
    partner: words.text('partner'),
    ...pageAsked(words, 200),
  }
  return withDoor(words, desk, async (door) => {
    const page = await door.operator.deliveries(query)
    const rows = rowsOf(page)
    desk.say(
      ...table(
        ['DELIVERY', 'TO', 'STATE', 'TRIES', 'CHANGED', 'REASON'],
        rows.map((row) => [
          plain(row['delivery']),
          plain(row['partner']),
          plain(row['state']),
          plain(row['attempts']),
          plain(row['changedAt']),
          [row['problem'], row['detail']].filter(Boolean).map(plain).join(': ') || '-',
        ]),
      ),
    )
    sayMore(page, desk)
    return done(page)
  })
}

export const redeliver: Command = {
  usage: 'redeliver <id...>',
  summary: 'queue refused or expired deliveries again, and let those that wait go at once',
  details: 'Read the reason first: a message that the partner refused is refused again until what it names is settled.',
  options: doorOptions,
  wants: { roles: ['operate'] },
  examples: ['bulla redeliver 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111', 'bulla deliveries --state expired --json'],
  async run(words, desk) {
    const results: { id: string; queued: boolean; why?: string }[] = []
    await withDoor(words, desk, async (door) => {
      for (const id of words.operands) {
        try {
          await door.operator.redeliver(id)
          results.push({ id, queued: true })
          desk.say(`${id} queued`)
        } catch (error) {
          if (!isProblem(error)) throw error
          const [, why] = problemSaid(error)
          results.push({ id, queued: false, why })
          desk.say(`${id} not queued: ${why}`)
        }
      }
    })
    const missed = results.some(({ queued }) => !queued)
    if (missed)
      desk.note(
        'hint: list what can be queued again with "bulla deliveries --state refused" or "--state expired", and what waits with "--state waiting"',
      )
    return (missed ? failed : done)({ deliveries: results })
  },
}

export const rowsOf = <Row extends object>(page: { readonly rows: readonly Row[] }): (Row & JsonObject)[] =>
  objectsIn(page.rows)

export function sayMore(page: { readonly next: string | null }, desk: Desk): void {
  if (typeof page['next'] === 'string') desk.note(`hint: there are more; go on with --cursor ${page['next']}`)
}
