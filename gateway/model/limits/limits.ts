// How much one partner may have of us: the one table of limits, and who has how much now. Whoever
// gives a partner something asks here first; there is no second place.
import { dayMs } from '../../../crypto/instants.ts'
import { Problem } from '../problems/problems.ts'
import { buckets, holdings } from './buckets.ts'

/** `held` is given back; `paced` comes back with time; `counted` begins anew with each window. */
export const partnerLimits = {
  sockets: { kind: 'held', what: 'connections' },
  /** Of requests that are read, queued or judged, in octets of memory. */
  bodies: { kind: 'held', what: 'octets of bodies' },
  uploads: { kind: 'held', what: 'uploads under way' },
  /** What came of parts and belongs to no message yet, in octets of disk. */
  staged: { kind: 'held', what: 'octets of parts that no message has taken' },
  requests: { kind: 'paced', what: 'requests', unit: 'in a second' },
  statements: { kind: 'paced', what: 'statements', unit: 'in a second' },
  offers: { kind: 'paced', what: 'offers of cards', unit: 'in a minute' },
  rehearsals: { kind: 'paced', what: 'rehearsals', unit: 'in a minute' },
  notices: { kind: 'paced', what: 'notices of absence', unit: 'in a minute' },
  pages: { kind: 'paced', what: 'pages of what is held', unit: 'in a minute' },
  lists: { kind: 'paced', what: 'lists', unit: 'in a minute' },
  checkpoints: { kind: 'paced', what: 'checkpoints', unit: 'in a minute' },
  cards: { kind: 'counted', what: 'cards', unit: 'in an hour of UTC', windowMs: dayMs / 24 },
  introductions: { kind: 'counted', what: 'introductions', unit: 'in an hour of UTC', windowMs: dayMs / 24 },
  cases: { kind: 'counted', what: 'cases', unit: 'in a day of UTC', windowMs: dayMs },
} as const satisfies Record<string, Row>

type Row =
  | { readonly kind: 'held'; readonly what: string }
  | { readonly kind: 'paced'; readonly what: string; readonly unit: 'in a second' | 'in a minute' }
  | { readonly kind: 'counted'; readonly what: string; readonly unit: string; readonly windowMs: number }

type Rows = typeof partnerLimits
export type LimitName = keyof Rows
type Of<Kind> = { [L in LimitName]: Rows[L]['kind'] extends Kind ? L : never }[LimitName]
type HeldLimit = Of<'held'>
type PacedLimit = Of<'paced'>
type CountedLimit = Of<'counted'>

/** Most of each, for one partner at one node; what is counted is counted over all nodes. */
export type MostOf = { readonly [L in LimitName]: number }

export interface Limits {
  /**
   * Gives so much until it is given back.
   * @param beside what is held elsewhere, and counts as well.
   * @throws {Problem} `too-many-requests`
   */
  hold(member: string, limit: HeldLimit, amount?: number, beside?: number): () => void
  /** @throws {Problem} `too-many-requests` while nothing is left */
  demand(member: string, limit: PacedLimit): void
  /** Takes so much, where something is left. @throws {Problem} `too-many-requests` */
  spend(member: string, limit: PacedLimit, amount?: number): void
  /** Takes so much, whatever is left. */
  owe(member: string, limit: PacedLimit, amount: number): void
  /**
   * @param spent what the store has counted in the window of `nowMs`, with what is to come.
   * @throws {Problem} `too-many-requests` until that window ends
   */
  demandCount(member: string, limit: CountedLimit, spent: number, nowMs: number): void
  /** What is held now. */
  held(): readonly { readonly member: string; readonly limit: HeldLimit; readonly amount: number }[]
}

interface Limiting {
  readonly most: MostOf
  /** A clock that never goes back. */
  elapsedMs(): number
  /** Somebody asked for more. */
  reached(member: string, limit: LimitName): void
}

/** All partners together hold so many times the octets of bodies of one. */
const bodiesOfAll = 4
/** More members than there are in the world. */
const mostMembers = 10_000
/** A delivery is opened as a whole, and may bring so many. */
const mostStatements = 64

export function limiting({ most, elapsedMs, reached }: Limiting): Limits {
  const names = Object.keys(partnerLimits) as LimitName[]
  const paced = new Map(
    names.flatMap((name) => {
      const row = partnerLimits[name]
      if (row.kind !== 'paced') return []
      const rate = row.unit === 'in a second' ? most[name] : most[name] / 60
      const burst = row.unit === 'in a second' ? 2 * rate : most[name]
      const least = name === 'statements' ? mostStatements : 1
      return [[name, buckets({ perSecond: rate, burst: Math.max(least, burst) }, mostMembers, elapsedMs)] as const]
    }),
  )
  const held = new Map(
    names.flatMap((name) => (partnerLimits[name].kind === 'held' ? [[name as HeldLimit, holdings()] as const] : [])),
  )
  const bucketsOf = (limit: PacedLimit) => rowOf(paced, limit)

  function refuse(member: string, limit: LimitName, retryAfterMs: number): never {
    reached(member, limit)
    throw refusal(limit, most[limit], retryAfterMs)
  }
  const passed = (member: string, limit: PacedLimit, waitMs: number) => {
    if (waitMs > 0) refuse(member, limit, waitMs)
  }

  return {
    hold(member, limit, amount = 1, beside = 0) {
      const here = rowOf(held, limit)
      const mine = here.of(member)
      // Who holds nothing always gets one: several partners that mean harm shut nobody out.
      const full = limit === 'bodies' && mine > 0 && here.all() + amount > bodiesOfAll * most.bodies
      if (full || mine + beside + amount > most[limit]) refuse(member, limit, heldRetryMs)
      return here.hold(member, amount)
    },
    demand: (member, limit) => passed(member, limit, bucketsOf(limit).waitMs(member)),
    spend: (member, limit, amount = 1) => passed(member, limit, bucketsOf(limit).take(member, amount)),
    owe(member, limit, amount) {
      bucketsOf(limit).owe(member, amount)
    },
    demandCount(member, limit, spent, nowMs) {
      if (spent > most[limit]) refuse(member, limit, windowOf(limit, nowMs).endsAt - nowMs)
    },
    held: () =>
      [...held].flatMap(([limit, all]) => [...all.entries()].map(([member, amount]) => ({ member, limit, amount }))),
  }
}

/** What is held comes free with what is under way. */
const heldRetryMs = 1_000

function refusal(limit: LimitName, most: number, retryAfterMs: number): Problem {
  const row: Row = partnerLimits[limit]
  const unit = row.kind === 'held' ? 'at once' : row.unit
  return new Problem('too-many-requests', `more than ${most} ${row.what} ${unit}`, { retryAfterMs })
}

/** The window that an instant lies in: hours and days of UTC. */
export function windowOf(limit: CountedLimit, nowMs: number): { readonly since: number; readonly endsAt: number } {
  const { windowMs } = partnerLimits[limit]
  const since = nowMs - (nowMs % windowMs)
  return { since, endsAt: since + windowMs }
}

function rowOf<K, V>(rows: ReadonlyMap<K, V>, name: K): V {
  const row = rows.get(name)
  if (row === undefined) throw new Problem('internal', `there is no limit called ${name}`)
  return row
}
