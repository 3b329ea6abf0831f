// Which introductions count now: of active partners, each once, and of those that may be one with
// another, with the member itself or with us, one or none.
import { anchorsOf } from '../../../../crypto/card/anchors.ts'
import type { Card } from '../../../../crypto/card/card-shape.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import { demandMeans, type ReadIntroduction, readIntroduction } from '../../../../crypto/statement/introduction.ts'
import type { IntroductionRow } from '../../../ports/keeping.ts'
import type { Partner } from '../../trust/load-partners.ts'
import type { RevocationJudge } from '../../trust/revocation/judging.ts'
import type { Trust } from '../../trust/trust.ts'

export interface Counting {
  readonly revocation: Pick<RevocationJudge, 'keysOf'>
  trust(): Trust
  readonly world: { now(): number }
  /** Members that stand under one operator, as our own policy names them. */
  readonly alike: readonly (readonly string[])[]
}

/** Why an introduction counts for nothing. */
type Uncounted = 'unknown' | 'suspended' | 'forked' | 'not-valid' | 'same-anchor'

export interface Counted {
  readonly member: string
  readonly said: Pick<ReadIntroduction, 'seenOn' | 'at' | 'until'> | undefined
  /** Nothing where it counts. */
  readonly why: Uncounted | undefined
}

/** The card that is introduced, and the one of that member that is in use here. */
interface About {
  readonly card: Card
  readonly sha256: string
  readonly inUse: Card
}

/**
 * Everything that was heard of a card, held against what is trusted now: nothing is taken from the
 * row but the signed text.
 */
export async function counted(
  deps: Counting,
  rows: readonly IntroductionRow[],
  about: About,
): Promise<readonly Counted[]> {
  const { partners, card: ours } = deps.trust()
  const heard: (Counted & { readonly marks: readonly string[] })[] = []
  for (const { member, jws } of [...rows].sort((one, other) => one.at - other.at)) {
    const partner = partners.get(member)
    const said = partner && (await heardFrom(deps, partner, jws, about))
    heard.push({ member, said, why: whyNot(partner, said), marks: partner ? marksOf(deps, partner.card) : [] })
  }
  const valid = heard.filter(({ why }) => why === undefined)
  const groups = asOne(
    [about.card, about.inUse, ours].map((card) => marksOf(deps, card)).concat(valid.map(({ marks }) => marks)),
  )
  const [subject, , us] = groups
  const counting = new Set([subject, us])
  return heard.map(({ member, said, why, marks }) => {
    const group = groups[3 + valid.findIndex((each) => each.member === member)]
    if (why !== undefined || marks.length === 0) return { member, said, why }
    if (counting.has(group)) return { member, said, why: 'same-anchor' }
    counting.add(group)
    return { member, said, why: undefined }
  })
}

/**
 * Which of these are one, also by way of another: each gets the number of the first of its group.
 */
function asOne(each: readonly (readonly string[])[]): readonly number[] {
  const first = each.map((_, at) => at)
  const rename = (from: number, to: number) => {
    for (const [at, group] of first.entries()) if (group === from) first[at] = to
  }
  for (const [at, marks] of each.entries())
    for (const [before, others] of each.entries())
      if (before < at && others.some((mark) => marks.includes(mark))) {
        const [one, other] = [
          Math.min(first[at] as number, first[before] as number),
          Math.max(first[at] as number, first[before] as number),
        ]
        rename(other, one)
      }
  return first
}

/**
 * By what two members are told to be one: their anchors, and what our policy says of them.
 */
function marksOf({ alike }: Counting, card: Card): readonly string[] {
  const groups = alike.flatMap((members, at) => (members.includes(card.member) ? [`operator ${at}`] : []))
  return [card.member, ...anchorsOf(card), ...groups]
}

function whyNot(partner: Partner | undefined, said: ReadIntroduction | undefined): Uncounted | undefined {
  if (partner === undefined) return 'unknown'
  if (partner.forked) return 'forked'
  if (partner.state !== 'active') return 'suspended'
  return said === undefined ? 'not-valid' : undefined
}

async function heardFrom(
  { revocation, trust, world }: Counting,
  partner: Partner,
  jws: string,
  { card, sha256 }: About,
): Promise<ReadIntroduction | undefined> {
  try {
    const keys = revocation.keysOf(partner)
    const said = await readIntroduction(jws, { from: partner.member, to: trust().us, keys, nowMs: world.now() })
    demandMeans(said, card, sha256)
    return said
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
}
