// What happened, in the order of time, told from the other files alone: whoever has them writes the
// same octets. It says what they say and proves nothing; that they are to be believed is what the
// verifier is for.
import { canonical } from '../../../crypto/canonical.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { utf8 } from '../../../crypto/octets.ts'
import type { Contents, ReceiptFile, RecordFile, StatementFile } from './contents.ts'
import { byCodeUnits, chronologyNames } from './layout.ts'
import type { Found } from './manifest.ts'
import { titleOf } from './titles.ts'

interface Event {
  readonly at: string
  /** Whose clock and whose word it is. */
  readonly by: string
  readonly what: string
  /** The file that says so. */
  readonly file: string
}

interface Chronology {
  readonly json: Uint8Array
  readonly text: Uint8Array
}

/**
 * @param found digest of every file; of all but manifest and chronology, the chronology names the
 * ones it was told from.
 */
export function chronologyOf(contents: Contents, found: ReadonlyMap<string, Found>): Chronology {
  const { sheet } = contents
  const numbers = new Map(sheet.statements.map(({ id }, at) => [id, String(at + 1)]))
  const events = [
    ...cards(contents),
    ...contents.statements.flatMap((each) => statement(each, numbers, contents)),
    ...contents.receipts.flatMap((each) => receipt(each, numbers, contents)),
    ...contents.records.map((each) => logged(each, numbers, contents)),
    { at: sheet.exportedAt, by: sheet.exportedBy, what: 'exports the case file', file: 'case.json' },
  ].toSorted((a, b) => byCodeUnits(a.at, b.at))
  const state = contents.state?.state ?? 'unknown'
  const checkpoints = [...(contents.checkpoint ? [contents.checkpoint] : []), ...contents.partnerCheckpoints].map(
    ({ file, claims: { origin, size, rootHash } }) => ({ file, origin, rootHash: rootHash.toBase64(), size }),
  )
  const { case: id, profile, agreement, members, exportedBy, exportedAt } = sheet
  const sources = [...found].filter(([name]) => !derived.has(name)).sort(([a], [b]) => byCodeUnits(a, b))
  const files = Object.fromEntries(sources.map(([name, { sha256 }]) => [name, sha256]))
  // Members are named in canonical order, which spares the sorting.
  const told: JsonObject = {
    agreement,
    case: id,
    checkpoints,
    events: events.map(({ at, by, file, what }) => ({ at, by, file, what })),
    ...{ exportedAt, exportedBy, files, members, profile, state, v: 1 },
  }
  const head = [
    `CHRONOLOGY OF CASE ${id}`,
    '',
    `Between ${members.join(' and ')}, profile ${profile}, agreement ${agreement.id} (SHA-256 ${agreement.sha256}).`,
    `Told by the other files of the bundle that ${exportedBy} wrote at ${exportedAt}; "bulla verify" says what is proven.`,
    `State that the kept statements lead to: ${state}.`,
    ...checkpoints.map(({ file, origin, size }) => `Checkpoint of ${origin} over ${size} entries: ${file}.`),
    '',
    'Times are UTC, each by the clock of the member beside it.',
    '',
  ]
  const lines = events.map(({ at, by, what, file }) => `${at}  ${by.padEnd(8)}  ${what}  [${file}]`)
  return { json: canonical(told), text: utf8([...head, ...lines].map((line) => `${line}\n`).join('')) }
}

/** Written from the others, so not among what the chronology is told from. */
const derived: ReadonlySet<string> = new Set<string>(Object.values(chronologyNames))

const cards = ({ sheet, cards: held }: Contents): Event[] =>
  held.map(({ file, row: { member, sequence, seenAt } }) => ({
    at: seenAt,
    by: sheet.exportedBy,
    what: `holds card ${sequence} of ${member}`,
    file,
  }))

type Numbers = ReadonlyMap<string, string>

function statement({ file, statement, row, seal }: StatementFile, numbers: Numbers, { sheet }: Contents): Event[] {
  const { from, to, type, clock, items } = statement
  const title = `${titleOf(statement.profile, type)} ${numbers.get(row.id)}`
  const sealed = seal ? 'sealed' : 'never sealed'
  return [
    {
      at: statement.sentAt,
      by: from.member,
      what: `${from.office} sends ${title} to ${to.member}: clock ${clock}, ${counted(items.length, 'item')}, ${sealed}`,
      file,
    },
    { at: row.storedAt, by: sheet.exportedBy, what: `stores ${title}, ${row.standing}`, file },
  ]
}

function receipt({ file, claims, storedAt }: ReceiptFile, numbers: Numbers, { sheet }: Contents): Event[] {
  const said = claims.entries.flatMap(({ id, outcome, problem }) => {
    const number = numbers.get(id)
    return number === undefined ? [] : [`${number} ${outcome}${problem === undefined ? '' : ` (${plain(problem)})`}`]
  })
  return [
    { at: claims.at, by: claims.from, what: `signs a receipt for ${claims.to}: ${said.join(', ') || 'nothing'}`, file },
    { at: storedAt, by: sheet.exportedBy, what: `stores the receipt of ${claims.from}`, file },
  ]
}

function logged({ file, index, record }: RecordFile, numbers: Numbers, { sheet }: Contents): Event {
  const number = numbers.get(record.subject)
  const subject = number === undefined ? plain(record.subject) : `statement ${number}`
  return { at: record.at, by: sheet.exportedBy, what: `log entry ${index}: ${record.kind}, ${subject}`, file }
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
const plain = (text: string) => text.replaceAll(/\p{C}/gu, '?')
