// What was done with content of a case, from both books: ours as it is recorded, and that of the
// partner as it signed and reported it. A page costs its page, however long the case is.
import type { UsesView } from '../../answers/uses-answers.ts'
import { Problem } from '../../model/problems/problems.ts'
import { placeOf } from '../../model/terms/uses/place.ts'
import type { Book } from '../../model/terms/uses/reported.ts'
import { headAt, saidOf } from '../../model/terms/uses/uses.ts'
import type { CaseRow, EvidenceRow } from '../../ports/rows.ts'
import { partnersBook } from '../between/uses/partners-book.ts'
import { whyNotCommitted } from '../evidence/found-out.ts'
import { demandInStep } from '../evidence/in-step.ts'
import { recordOf } from '../evidence/leaves.ts'
import { altered, type Unaltered, type UnalteredCase, unalteredCase } from '../evidence/unaltered.ts'

interface Page {
  /** Only uses with a higher number are shown. */
  readonly after: number
  readonly limit: number
}

/** @throws {Problem} `store-altered` · `log-behind` · `cursor-gone` */
export async function usesOf(deps: Unaltered, row: CaseRow, page: Page): Promise<UsesView> {
  const { after, limit } = page
  demandInStep(deps.evidenceLog.behind)
  const { book, last } = await bookAsItStands(deps, row)
  const { signed, uses, attested, held, findings } = book
  const [{ count } = { count: 0 }] = await deps.store.heads([row.id])
  const most = Math.max(count, last)
  if (after > most)
    throw new Problem('cursor-gone', `the last use of the case that is known here is ${most}, and after is ${after}`)
  const theirs = Array.from({ length: Math.min(limit, Math.max(0, last - after)) }, (_, at) => after + at + 1)
  return {
    case: row.id,
    partner: row.partner,
    ours: { count, uses: await ownUses(deps, row, { after, limit }) },
    theirs: {
      signed: signed ?? null,
      attested,
      notYetTold: (signed?.count ?? 0) - attested,
      uses: theirs.flatMap((number) => {
        const use = uses.get(number)
        return use ? [{ number, content: use.content, said: use.said ?? null }] : []
      }) as UsesView['theirs']['uses'],
      held: held ? { message: held.id, contents: held.contents.map((each) => ({ ...each })) } : null,
    },
    findings: [...findings],
    next: nextAfter(after + limit, count, uses.keys()),
  }
}

/**
 * What the next page comes after, behind one that ends there; null where nothing more is known.
 * What nobody tells of is passed over: a partner may tell of its two thousand millionth use alone.
 * @param count of our own, which are all here. @param told numbers of those of the partner.
 */
export function nextAfter(end: number, count: number, told: Iterable<number>): number | null {
  if (count > end) return end
  let next = Number.POSITIVE_INFINITY
  for (const number of told) if (number > end) next = Math.min(next, number)
  return Number.isFinite(next) ? next - 1 : null
}

/** What the partner said, with the number of the last use of which it told. */
interface Known {
  readonly book: Book
  readonly last: number
  /** How far the case was when it was held against its evidence, and read. */
  readonly revision: number
  readonly newest: number
  readonly messages: UnalteredCase['messages']
  readonly records: number
}

/** Of one gateway, by its log: of cases that were looked at lately. */
const books = new WeakMap<object, Map<string, Known>>()
const mostBooks = 100

/**
 * Made once from all that the partner signed in the case, and again where anything but uses of ours
 * was recorded in it since.
 */
async function bookAsItStands(deps: Unaltered, row: CaseRow): Promise<Known> {
  const known = books.get(deps.evidenceLog) ?? new Map<string, Known>()
  books.set(deps.evidenceLog, known)
  const newest = await deps.store.newestOf(row.id)
  const before = known.get(row.id)
  known.delete(row.id)
  const found =
    before?.revision === row.revision && before.newest === newest ? before : await bookRead(deps, row, newest, before)
  known.set(row.id, found)
  const [oldest] = known.size > mostBooks ? known.keys() : []
  if (oldest !== undefined) known.delete(oldest)
  return found
}

async function bookRead(deps: Unaltered, row: CaseRow, newest: number, before: Known | undefined): Promise<Known> {
  const { messages, evidence } = await unalteredCase(deps, row)
  const now = { revision: row.revision, newest, messages, records: evidence.length }
  // The same list is the same messages: gateway/flows/evidence/unaltered.ts. A read of ours adds no
  // receipt and nothing that the partner said.
  const isOursAlone = ({ kind }: EvidenceRow) => kind === 'release' || kind === 'denial'
  if (before?.messages === messages && evidence.slice(before.records).every(isOursAlone)) return { ...before, ...now }
  const book = partnersBook(row, messages, await deps.store.receiptsOf(row.id))
  let last = 0
  for (const number of book.uses.keys()) last = Math.max(last, number)
  return { book, last, ...now }
}

/** Each is what its entry of the log commits to, and follows the one before. */
async function ownUses(deps: Unaltered, { id }: CaseRow, { after, limit }: Page): Promise<UsesView['ours']['uses']> {
  const rows = await deps.store.usesAfter({ case: id, after, limit })
  const uses: UsesView['ours']['uses'][number][] = []
  let head: string | undefined
  for (const row of rows) {
    const fault = whyNotCommitted(row)
    if (fault !== undefined) throw await altered(deps, fault)
    const record = recordOf(row)
    const place = placeOf(record)
    const number = after + uses.length + 1
    if (place?.number !== number || (head ?? place.previous) !== place.previous)
      throw await altered(deps, `${named(row)}, is not use ${number} of its case`)
    head = headAt(record, place).head
    const said = saidOf(record) as unknown as UsesView['ours']['uses'][number]['said']
    uses.push({ number, content: row.subject, said, record: row.seq })
  }
  const absent = await deps.evidenceLog.absent(rows)
  if (absent !== undefined) throw await altered(deps, `entry ${absent} is not in the log`)
  return uses
}

const named = ({ seq, kind, subject }: EvidenceRow): string => `entry ${seq}, ${kind} ${subject}`
