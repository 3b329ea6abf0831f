// The check of what was done with content: the exporter's records stand in one chain, and whatever
// a member signed of its chain is what that says.
import { type Head, headAt, isUse, noUses, placeOf } from '../../../model/terms/uses.ts'
import type { Contents, RecordFile } from '../../format/contents.ts'
import { type BundleFault, fault, foundIn } from '../../format/faults.ts'
import type { CheckedReceipts } from './receipts.ts'

/** A head of a chain as its member signed it. */
interface Signed extends Head {
  readonly by: string
  readonly file: string
}

interface CheckedUses {
  /** Records of the exporter's chain, in its order. */
  readonly recorded: readonly RecordFile[]
  /** How many uses each member signed for at most. */
  readonly signed: ReadonlyMap<string, number>
  /** Records from before there were chains: nothing shows whether they are all. */
  readonly unnumbered: number
  /**
   * Where the other member contradicts itself: what it said is as it came, and the bundle is not
   * false.
   */
  readonly ofPartner: readonly BundleFault[]
  readonly faults: readonly BundleFault[]
}

/**
 * `use-missing`, `uses-broken`: each record of a use follows the one before it, none that the
 * exporter signed for is left out, and it signed no two chains and went back in none.
 */
export function checkUses(contents: Contents, said: CheckedReceipts['said']): CheckedUses {
  const { exportedBy, members } = contents.sheet
  const chain = chainOf(contents)
  const signed = signedIn(contents, said)
  const of = (member: string) => signed.filter(({ by }) => by === member)
  const contradictions = (member: string) => [...contradictory(of(member)), ...wentBack(contents, member)]
  return {
    recorded: chain.recorded,
    signed: new Map(members.map((member) => [member, Math.max(0, ...of(member).map(({ count }) => count))])),
    unnumbered: chain.unnumbered,
    ofPartner: members.filter((member) => member !== exportedBy).flatMap(contradictions),
    faults: [...chain.faults, ...contradictions(exportedBy), ...unshown(of(exportedBy), chain.heads)],
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

/** What statements and receipts say of the chains of their members, in the order of the case. */
function signedIn({ statements }: Contents, said: CheckedReceipts['said']): Signed[] {
  const stated = statements.flatMap(({ statement: { uses, from }, seal }): Signed[] =>
    uses && seal ? [{ ...uses, by: from.member, file: seal.file }] : [],
  )
  const receipted = [...said.values()].flat().flatMap(({ uses, by, file }) => (uses ? [{ ...uses, by, file }] : []))
  return [...stated, ...receipted]
}

/** Two heads over one count are two chains. */
function contradictory(signed: readonly Signed[]): BundleFault[] {
  const heads = new Map<number, Signed>()
  return signed.flatMap((each) => {
    const other = heads.get(each.count) ?? each
    heads.set(each.count, other)
    return other.head === each.head
      ? []
      : [fault('uses-broken', each.file, `${each.by} signed another chain of ${each.count} uses in ${other.file}`)]
  })
}

/** What a member says later in a case it says of no fewer uses. */
function wentBack({ statements }: Contents, member: string): BundleFault[] {
  let most = 0
  return statements.flatMap(({ file, statement: { uses, from } }) => {
    if (from.member !== member) return []
    const [count, before] = [uses?.count ?? 0, most]
    most = Math.max(count, before)
    return count >= before
      ? []
      : [fault('uses-broken', file, `says that ${member} used content ${count} times, it had said ${before}`)]
  })
}

/** What the exporter signed for is here, as it signed it. */
function unshown(signed: readonly Signed[], heads: readonly Head[]): BundleFault[] {
  const byCount = new Map(heads.map(({ count, head }) => [count, head]))
  const last = Math.max(...byCount.keys())
  const beyond = signed.filter(({ count }) => count > last).sort((a, b) => b.count - a.count)[0]
  const other = signed.filter(({ count, head }) => byCount.has(count) && byCount.get(count) !== head)
  return [
    ...(beyond
      ? [fault('use-missing', beyond.file, `${beyond.by} signed for ${beyond.count} uses, ${shownUpTo(last)}`)]
      : []),
    ...other.map(({ file, by, count }) =>
      fault('uses-broken', file, `${by} signed for another use ${count} than the records tell of`),
    ),
  ]
}

const shownUpTo = (last: number): string => (last === 0 ? 'and none is here' : `and they are here up to use ${last}`)
