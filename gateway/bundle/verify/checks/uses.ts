// The check of what was done with content: the exporter's records stand in one chain, and whatever
// a member signed of its chain is what that says.
import { disposalIn, goingWith, usesReported } from '../../../case/effects.ts'
import { placeOf } from '../../../model/terms/uses/place.ts'
import { type Book, bookOf } from '../../../model/terms/uses/reported.ts'
import { type Head, headAt, isUse, noUses } from '../../../model/terms/uses/uses.ts'
import { profiles } from '../../../profiles/all.ts'
import type { Contents, RecordFile } from '../../format/contents.ts'
import { type BundleFault, fault, foundIn } from '../../format/faults.ts'
import type { CheckedReceipts } from './receipts.ts'

interface CheckedUses {
  /** Records of the exporter's chain, in its order. */
  readonly recorded: readonly RecordFile[]
  /** How many uses each member signed for at most. */
  readonly signed: ReadonlyMap<string, number>
  /** Records from before there were chains: nothing shows whether they are all. */
  readonly unnumbered: number
  /** Up to which use the other member told all that it signed for, in reports that are here. */
  readonly toldByPartner: number
  /**
   * Where the other member contradicts itself: what it said is as it came, and the bundle is not
   * false.
   */
  readonly ofPartner: readonly BundleFault[]
  readonly faults: readonly BundleFault[]
}

/**
 * `use-missing`, `uses-broken`: each record of a use follows the one before it, none that the
 * exporter signed for is left out, and it signed and reported one chain and went back in none.
 */
export function checkUses(contents: Contents, said: CheckedReceipts['said']): CheckedUses {
  const { exportedBy, members } = contents.sheet
  const chain = chainOf(contents)
  const [own = nothing, other = nothing] = [
    sayingsOf(contents, said, exportedBy),
    ...members.filter((member) => member !== exportedBy).map((member) => sayingsOf(contents, said, member)),
  ]
  return {
    recorded: chain.recorded,
    signed: new Map([own, other].map(({ member, book }) => [member, book.signed?.count ?? 0])),
    unnumbered: chain.unnumbered,
    toldByPartner: other.book.attested,
    ofPartner: other.contradictions,
    faults: [...chain.faults, ...own.contradictions, ...unshown(own, chain.heads)],
  }
}

/** The records of uses, each held against the one before. */
function chainOf({ records, sheet: { exportedBy } }: Contents) {
  const recorded: RecordFile[] = []
  const heads: Head[] = [noUses]
  const faults: BundleFault[] = []
  let unnumbered = 0
  for (const each of records) {
    const { file, record } = each
    if (!isUse(record)) continue
    const before = heads.at(-1) ?? noUses
    const place = placeIn(each, faults)
    if (!place) {
      if (before.count > 0) faults.push(fault('uses-broken', file, `stands in no chain, behind use ${before.count}`))
      else unnumbered += 1
      continue
    }
    const { member, number, previous } = place
    if (member !== exportedBy) faults.push(fault('uses-broken', file, `stands in the chain of ${member}`))
    if (number > before.count + 1)
      faults.push(fault('use-missing', file, `is use ${number}, ${gap(before.count, number)}`))
    else if (number <= before.count)
      faults.push(fault('uses-broken', file, `is use ${number}, behind use ${before.count}`))
    else if (previous !== before.head)
      faults.push(fault('uses-broken', file, `is use ${number} and does not follow the one before it`))
    recorded.push(each)
    heads.push(headAt(record, place))
  }
  return { recorded, heads, unnumbered, faults }
}

function placeIn({ file, record }: RecordFile, faults: BundleFault[]) {
  try {
    return placeOf(record)
  } catch (error) {
    faults.push(fault('uses-broken', file, foundIn(error)))
    return undefined
  }
}

const gap = (before: number, number: number): string =>
  number === before + 2 ? `and use ${before + 1} is not here` : `and uses ${before + 1} to ${number - 1} are not here`

interface Sayings {
  readonly member: string
  /** Heads that it signed, each in its file. */
  readonly heads: readonly (Head & { readonly file: string })[]
  readonly book: Book
  readonly contradictions: readonly BundleFault[]
}

const nothing: Sayings = {
  member: '',
  heads: [],
  book: { signed: undefined, uses: new Map(), attested: 0, told: 0, held: undefined, findings: [] },
  contradictions: [],
}

/** All that a member signed of its uses, in statements and receipts, held against itself. */
function sayingsOf({ sheet, statements, state }: Contents, said: CheckedReceipts['said'], member: string): Sayings {
  const profile = profiles.get(sheet.profile)
  const sealed = statements.flatMap(({ row, statement, seal }) =>
    seal && statement.from.member === member
      ? [
          {
            ...{ id: row.id, file: seal.file, uses: statement.uses },
            ...(profile && { report: usesReported(profile, statement) }),
            ...(profile && state && { disposal: disposalIn(profile, statement, state.steps) }),
          },
        ]
      : [],
  )
  const receipted = [...said.values()]
    .flat()
    .flatMap(({ by, file, uses }) => (by === member ? [{ id: file, file, uses }] : []))
  const given = new Set(
    statements.flatMap(({ row, statement }) =>
      statement.from.member === member ? [] : [row.id, ...statement.items.map(({ id }) => id)],
    ),
  )
  const goesWith = goingWith(state?.given ?? {})
  const book = bookOf({ member, case: sheet.case, statements: sealed, receipts: receipted, given, goesWith })
  const files = new Map([...sealed, ...receipted].map(({ id, file }) => [id, file]))
  return {
    member,
    heads: [...sealed, ...receipted].flatMap(({ file, uses }) => (uses ? [{ ...uses, file }] : [])),
    book,
    contradictions: book.findings.map(({ id, found }) =>
      fault('uses-broken', files.get(id) ?? '', `${member}: ${found}`),
    ),
  }
}

/** What the exporter signed for is here, as it signed it. */
function unshown({ member: by, heads: signed }: Sayings, heads: readonly Head[]): BundleFault[] {
  const byCount = new Map(heads.map(({ count, head }) => [count, head]))
  const last = Math.max(...byCount.keys())
  const beyond = signed.filter(({ count }) => count > last).sort((a, b) => b.count - a.count)[0]
  const other = signed.filter(({ count, head }) => byCount.has(count) && byCount.get(count) !== head)
  return [
    ...(beyond ? [fault('use-missing', beyond.file, `${by} signed for ${beyond.count} uses, ${shownUpTo(last)}`)] : []),
    ...other.map(({ file, count }) =>
      fault('uses-broken', file, `${by} signed for another use ${count} than the records tell of`),
    ),
  ]
}

const shownUpTo = (last: number): string => (last === 0 ? 'and none is here' : `and they are here up to use ${last}`)
