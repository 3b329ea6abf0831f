// What became of the copies that left, as it is said on the command line: of all of them at once,
// or of each by the number of its release.
import type { HeldLine } from '../../../answers/overview-answers.ts'
import { refused } from '../../../installation/complaint.ts'
import type { Words } from '../../program/command.ts'
import { wrongUse } from '../../program/desk.ts'

/** What a disposal says of one copy. */
interface Said {
  readonly state: 'returned' | 'destroyed' | 'out'
  readonly until?: string
  readonly with?: string
}

/** Of a copy, by the number of its release; undefined where nothing is said of it. */
type Copies = (record: number) => Said | undefined

/** @throws a complaint where a value is none, or names one copy twice */
export function copiesSaid(words: Words): Copies {
  const named = new Map<number, Said>()
  let others: Said | undefined
  for (const value of words.list('copies').flatMap(parted)) {
    const [, record, state = value] = /^(\d{1,15})=(.*)$/s.exec(value) ?? []
    if (record === undefined && others) throw wrongUse('--copies says twice what became of all copies')
    if (record !== undefined && named.has(Number(record)))
      throw wrongUse(`--copies says twice what became of ${record}`)
    if (record === undefined) others = saidIn(state, value)
    else named.set(Number(record), saidIn(state, value))
  }
  return (record) => named.get(record) ?? others
}

/** With whom a copy is may have a comma in it. */
const parted = (value: string): string[] =>
  value.includes('out:') ? [value] : value.split(',').map((each) => each.trim())

function saidIn(state: string, value: string): Said {
  if (state === 'returned' || state === 'destroyed') return { state }
  const [, until, holder] = /^out:(\d{4}-\d\d-\d\d):(.{1,200})$/s.exec(state) ?? []
  if (until !== undefined && holder !== undefined) return { state: 'out', until, with: holder }
  throw wrongUse(
    `--copies is ${JSON.stringify(value)}, expected returned, destroyed or out:DAY:WITH WHOM`,
    'of one copy 4711=returned, 4711=destroyed or "4711=out:2031-06-30:District Court"; bulla held --json names copies by their record',
  )
}

/** @throws a complaint where nothing is said of a copy that left */
export function demandSaid(rows: readonly HeldLine[], copies: Copies): void {
  const untold = rows.flatMap((row) => row.copies).filter(({ record }) => copies(record) === undefined)
  if (untold.length === 0) return
  throw refused(
    `${untold.length} copies left the gateway, and nothing is said of them: ${untold
      .slice(0, 20)
      .map(({ record }) => record)
      .join(', ')}`,
    'say --copies returned or --copies destroyed where that is so of each, or of one by one: --copies 4711=returned --copies "4712=out:2031-06-30:District Court"',
  )
}

/** As the statement of disposal has it, of one item or body. */
export function disposalOf({ content, method, copies: left }: HeldLine, copies: Copies) {
  const said = left.map(({ record }) => ({ record, ...copies(record) }))
  const out = said.filter(({ state }) => state === 'out').length
  return {
    item: content,
    method: method ?? 'destroy-keys',
    keysDestroyed: true,
    copiesKnown: said.length - out,
    exportsOutstanding: out,
    ...(said.length > 0 && { copies: said }),
  }
}
