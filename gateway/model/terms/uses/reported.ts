// What the other member says of its chain of uses in a case: heads that it signed, uses that it
// reported, and where these do not fit each other.
import type { JsonObject } from '../../../../crypto/json.ts'
import { sha256Hex, utf8 } from '../../../../crypto/octets.ts'
import { remembering } from '../../calendar/remembering.ts'
import { type Head, linked, noUses, saidSha256 } from './uses.ts'

/** A use as a report tells it: what was done, or its digest where that is told to nobody. */
export interface UseOfReport {
  readonly content: string
  readonly said?: JsonObject
  readonly sha256?: string
}

/**
 * How one content is held, as the last report of an answer says it; days in the zone of its writer.
 */
interface HeldOfReport {
  readonly content: string
  readonly disposed: boolean
  readonly copies: number
  readonly heldUntil?: string
  readonly outUntil?: string
}

/** A report as its facts say it. */
export interface Report {
  /** Number of its first use, from 1, and the digest of the one before. */
  readonly from: number
  readonly previous: string
  readonly last: boolean
  readonly uses: readonly UseOfReport[]
  /** A member of an earlier version says nothing of it. */
  readonly held?: readonly HeldOfReport[]
}

/** What a statement or a receipt of the member says of uses, by its id. */
interface Saying {
  readonly id: string
  readonly uses?: Head | undefined
  readonly report?: Report | undefined
  readonly disposal?: Disposal | undefined
}

/** What a statement of disposal names as disposed of, and whether it took effect in the case. */
interface Disposal {
  readonly contents: readonly string[]
  readonly applied: boolean
}

export interface OfMember {
  readonly member: string
  readonly case: string
  /** Its statements in the case, in their order, and its receipts in any. */
  readonly statements: readonly Saying[]
  readonly receipts: readonly Saying[]
  /** What it was given: of these a report says what was done, and no digest in its place. */
  readonly given: ReadonlySet<string>
  /** For a body that goes with the last of other contents, these. */
  readonly goesWith?: ReadonlyMap<string, readonly string[]>
}

/** Each is a contradiction of the member to itself, under its own signatures. */
export type Misfit = 'forked' | 'went-back' | 'differs' | 'left-out' | 'withheld' | 'holding'

export interface Finding {
  readonly code: Misfit
  /** Of the use in question. */
  readonly number: number
  /** Statement or receipt that says so. */
  readonly id: string
  readonly found: string
}

export interface Book {
  /** The newest head that was signed; undefined where none was. */
  readonly signed: Head | undefined
  /** Uses that were reported, by their numbers. */
  readonly uses: ReadonlyMap<number, UseOfReport>
  /** Up to this number all that was done is told, and a signed head says that it is. */
  readonly attested: number
  /** Of that, up to this number no use of what it was given is told by a digest alone. */
  readonly told: number
  /** What it said last of what it holds, and the statement that says so. */
  readonly held: { readonly id: string; readonly contents: readonly HeldOfReport[] } | undefined
  readonly findings: readonly Finding[]
}

/** A use as a report has it, what the chain is with it, and what it was before. */
interface Told extends Head {
  readonly previous: string
  readonly use: UseOfReport
  /** Of what was given to the member: its digest is no telling. */
  readonly withheld: boolean
}

/** What was told of each number, every story beside the others, by the heads it comes to. */
type Stories = Map<number, Map<string, Told>>

/** Holds all that a member said of its uses against itself. */
export function bookOf(of: OfMember): Book {
  const findings: Finding[] = []
  const find = (code: Misfit, number: number, id: string, found: string) => findings.push({ code, number, id, found })
  const heads = signedHeads(of, find)
  const uses = new Map<number, UseOfReport>()
  const told = new Map<number, string>([[0, noUses.head]])
  const stories: Stories = new Map()
  let held: Book['held']
  const disposals: Disposal[] = []
  for (const { id, uses: signed, report, disposal } of of.statements) {
    if (disposal) disposals.push(disposal)
    if (!report) continue
    if (report.held) held = { id, contents: report.held }
    for (const found of unlikeDisposals(report, disposals, of))
      find('holding', report.from - 1 + report.uses.length, id, found)
    let head: Head = { count: report.from - 1, head: report.previous }
    /** What it is by now, against what was signed or reported of the same number. */
    const compare = ({ count, head: digest }: Head) => {
      if ((heads.get(count) ?? digest) !== digest) find('differs', count, id, `is not use ${count} that was signed for`)
      else if ((told.get(count) ?? digest) !== digest)
        find('differs', count, id, `tells use ${count} as it was not told before`)
      else told.set(count, digest)
    }
    compare(head)
    const links: Told[] = []
    const after = headsAfter(of.member, of.case, report)
    for (const [at, use] of report.uses.entries()) {
      const { head: previous } = head
      head = { count: head.count + 1, head: after[at] ?? '' }
      compare(head)
      const withheld = use.said === undefined && of.given.has(use.content)
      if (withheld)
        find('withheld', head.count, id, `tells a digest alone of use ${head.count}, of what was given to it`)
      links.push({ ...head, previous, use, withheld })
    }
    const signedFor = links.findLastIndex((link) => heads.get(link.count) === link.head)
    for (const [at, link] of links.entries()) {
      uses.set(link.count, link.use)
      const beside = stories.get(link.count) ?? new Map<string, Told>()
      const before = beside.get(link.head)
      // One report may keep back what another one tells.
      beside.set(link.head, before && !before.withheld ? before : link)
      stories.set(link.count, beside)
      // What leads to a signed head was told as it was signed, whatever else is told of it.
      if (at <= signedFor) told.set(link.count, link.head)
    }
    const count = signed?.count ?? 0
    if (head.count > count || (report.last && head.count < count))
      find('left-out', head.count, id, `ends with use ${head.count}, and signs for ${count}`)
  }
  const signed = Math.max(0, ...heads.keys())
  const proven = provenBy(heads, stories)
  for (const [number, { use }] of proven) uses.set(number, use)
  return {
    signed: signed === 0 ? undefined : { count: signed, head: heads.get(signed) ?? '' },
    uses,
    ...attestedOf(proven, heads),
    held,
    findings,
  }
}

/**
 * The head after each use of a report: each change of a case asks for those of all its reports.
 */
const headsAfter = remembering(
  (member: string, of: string, { from, previous, uses }: Report): readonly string[] => {
    let head: Head = { count: from - 1, head: previous }
    return uses.map(({ content, said, sha256 = '' }) => {
      head = linked(head, { member, case: of }, { content, said: said === undefined ? sha256 : saidSha256(said) })
      return head.head
    })
  },
  (member, of, { from, previous, uses }) => sha256Hex(utf8(JSON.stringify([member, of, from, previous, uses]))),
  512,
)

type Find = (code: Misfit, number: number, id: string, found: string) => void

/**
 * What a report says of how contents are held, against what its member stated to be disposed of
 * before. What was stated and took no effect may be said to be either.
 */
function unlikeDisposals(
  { held = [] }: Report,
  disposals: readonly Disposal[],
  { given, goesWith }: OfMember,
): readonly string[] {
  const among = (some: readonly Disposal[]) => {
    const named = new Set(some.flatMap(({ contents }) => contents))
    return function isIn(content: string): boolean {
      const parts = goesWith?.get(content) ?? []
      return named.has(content) || (parts.length > 0 && parts.every(isIn))
    }
  }
  const [stated, gone] = [among(disposals), among(disposals.filter(({ applied }) => applied))]
  return held.flatMap(({ content, disposed }) => {
    if (!given.has(content)) return []
    if (!disposed && gone(content)) return [`says ${content} is held, which it stated to be disposed of`]
    if (disposed && !stated(content)) return [`says ${content} is disposed of, which no statement of disposal names`]
    return []
  })
}

/** Each count has one head, and what is said later is of no fewer uses. */
function signedHeads({ statements, receipts }: OfMember, find: Find): ReadonlyMap<number, string> {
  const heads = new Map<number, string>()
  let most = 0
  for (const { id, uses } of statements) {
    const count = uses?.count ?? 0
    if (count < most) find('went-back', count, id, `says ${count} uses, it had said ${most}`)
    most = Math.max(most, count)
  }
  for (const { id, uses } of [...statements, ...receipts]) {
    if (!uses) continue
    if ((heads.get(uses.count) ?? uses.head) !== uses.head)
      find('forked', uses.count, id, `signs for another chain of ${uses.count} uses than before`)
    else heads.set(uses.count, uses.head)
  }
  return heads
}

/**
 * Uses that lead to a signed head, each by the word of the one behind it: nothing that is told
 * differently takes their place.
 */
function provenBy(heads: ReadonlyMap<number, string>, stories: Stories): ReadonlyMap<number, Told> {
  const proven = new Map<number, Told>()
  for (const [signed, digest] of [...heads].sort(([one], [other]) => one - other))
    for (let [number, head] = [signed, digest]; !proven.has(number); number -= 1) {
      const link = stories.get(number)?.get(head)
      if (!link) break
      proven.set(number, link)
      head = link.previous
    }
  return proven
}

/**
 * The highest signed number up to which every use is told, each as the next one and every head up
 * to there has it; and how far that is told in words.
 */
function attestedOf(
  proven: ReadonlyMap<number, Told>,
  heads: ReadonlyMap<number, string>,
): Pick<Book, 'attested' | 'told'> {
  let attested = 0
  let withheldFrom = Number.POSITIVE_INFINITY
  let before = noUses.head
  for (let number = 1; ; number += 1) {
    const link = proven.get(number)
    if (!link || link.previous !== before || (heads.get(number) ?? link.head) !== link.head) break
    if (link.withheld) withheldFrom = Math.min(withheldFrom, number)
    if (heads.has(number)) attested = number
    before = link.head
  }
  return { attested, told: Math.min(attested, withheldFrom - 1) }
}
