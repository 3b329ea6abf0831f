// Maintenance that was announced: partners say until when they are away, and nothing is tried for
// them meanwhile; we say the same of ourselves. The store remembers both, over every start and
// node.

import { iso } from '../../../crypto/instants.ts'
import { readAbsence, signAbsence } from '../../../crypto/statement/absence.ts'
import type { AbsenceView } from '../../answers/operator-answers.ts'
import { type Absent, absenceLimits, afterNotice, type Refused } from '../../model/calendar/absence.ts'
import { actorOf } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client } from '../../ports/doors/national.ts'
import type { AbsenceRow, NodeStore } from '../../ports/keeping.ts'
import type { PartnerLine } from '../../ports/line.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { Partner } from '../trust/load-partners.ts'
import type { RevocationJudge } from '../trust/revocation/judging.ts'
import type { Trust } from '../trust/trust.ts'

interface Announcing {
  readonly store: NodeStore
  readonly world: World
  readonly log: Log
  readonly line: Pick<PartnerLine, 'tellAbsence'>
  readonly revocation: Pick<RevocationJudge, 'keysOf'>
  trust(): Trust
  wake(partner: string, at: number): void
  /** Whoever follows the feed is told. */
  news(): void
}

export interface Absences {
  /** Until when a partner said that it is away, in ms; undefined while it is not. */
  awayUntil(member: string): number | undefined
  /**
   * A partner says that it will be away, or is back.
   * @throws {Problem} `absence-refused`
   */
  hear(partner: Partner, jws: string): Promise<{ until: string }>
  /**
   * We say it of ourselves; `until` now or earlier: we are back.
   * @throws {Problem} `request-invalid`
   */
  announce(client: Client, until: number): Promise<AbsenceView>
  /** Tells whoever was not told yet. */
  tell(): Promise<void>
  /** What another node heard is known here too. */
  refresh(): Promise<void>
}

const why: Readonly<Record<Refused, string>> = {
  older: 'a later notice is held',
  'too-long': `one notice may be of ${absenceLimits.longestMs / 3_600_000} hours`,
  'too-much': `all of 30 days together may be of ${absenceLimits.budgetMs / 3_600_000} hours`,
}

export function announcingAbsences(deps: Announcing): Absences {
  const { store, world, log, trust } = deps
  let theirs = new Map<string, Absent>()
  const awayUntil = (member: string): number | undefined => {
    const held = theirs.get(member)
    if (held === undefined) return undefined
    // Whatever the store says: bounded, and by a clock that was set back not without an end.
    const until = Math.min(held.until, held.at + absenceLimits.longestMs)
    const nowMs = world.now()
    return nowMs < until && until - nowMs <= absenceLimits.longestMs ? until : undefined
  }

  async function refresh(): Promise<void> {
    const before = [...theirs.keys()].filter((member) => awayUntil(member) !== undefined)
    const rows = await store.absences()
    theirs = new Map(rows.filter(({ what }) => what === 'theirs').map((row) => [row.member, row]))
    for (const member of before) if (awayUntil(member) === undefined) deps.wake(member, world.now())
  }

  return {
    awayUntil,
    refresh,
    async hear(partner, jws) {
      const { member } = partner
      const nowMs = world.now()
      try {
        const keys = deps.revocation.keysOf(partner)
        const said = await readAbsence(jws, { from: member, to: trust().us, keys, nowMs })
        await refresh()
        const notice = { at: Date.parse(said.at), until: Date.parse(said.until) }
        const known = theirs.get(member)
        if (known?.at === notice.at && known.until === notice.until) return { until: said.until }
        const held = afterNotice(known, notice)
        if (typeof held === 'string') throw new Problem('absence-refused', why[held])
        const back = held.until <= nowMs
        const kind = back ? 'partner.back' : 'partner.away'
        const event = { at: nowMs, kind, office: null, case: null, message: null, partner: member } as const
        await store.saveAbsence({ what: 'theirs', member, ...held }, { events: [event], evidence: [] })
        if (back) record(log, 'partner.back', { partner: member })
        else record(log, 'partner.away', { partner: member, until: said.until })
        await refresh()
        deps.wake(member, back ? nowMs : held.until)
        deps.news()
        return { until: said.until }
      } catch (cause) {
        const problem = cause instanceof Error ? cause.message : 'unreadable'
        record(log, 'absence.refused', { partner: member, problem })
        if (cause instanceof Problem) throw cause
        throw new Problem('absence-refused', problem, { cause })
      }
    },
    async announce(client, until) {
      const at = world.now()
      if (until - at > absenceLimits.longestMs)
        throw new Problem('request-invalid', why['too-long'], { field: '/until' })
      const row: AbsenceRow = {
        what: 'ours',
        member: trust().us,
        at,
        until: Math.max(at, until),
        sinceAt: at,
        spentMs: 0,
      }
      const act = row.until > at ? 'pause' : 'resume'
      const data = { act, ...actorOf(client), until: iso(row.until) }
      const evidence = leavesOf(world, [{ at, kind: 'operator', case: null, subject: row.member, data }])
      await store.saveAbsence(row, { events: [], evidence })
      return { until: iso(row.until), partners: await tellEach(deps, row) }
    },
    async tell() {
      const ours = (await store.absences()).find(({ what }) => what === 'ours')
      // What is over needs no telling, but for that we were back before.
      if (ours && world.now() < Math.max(ours.until, ours.at + absenceLimits.longestMs)) await tellEach(deps, ours)
    },
  }
}

type Told = AbsenceView['partners'][number]

async function tellEach(deps: Announcing, ours: AbsenceRow): Promise<Told[]> {
  const rows = await deps.store.absences()
  const told = new Map(rows.filter(({ what }) => what === 'told').map((row) => [row.member, row]))
  const active = [...deps.trust().partners.values()].filter(({ state }) => state === 'active')
  return Promise.all(active.map((partner) => tellOne(deps, partner, ours, told.get(partner.member))))
}

/** Whoever was told of no absence needs no word of its end. */
async function tellOne(
  deps: Announcing,
  partner: Partner,
  ours: AbsenceRow,
  before: AbsenceRow | undefined,
): Promise<Told> {
  const { member, address } = partner
  if (before?.at === ours.at) return { member, outcome: before.until > 0 ? 'told' : 'cannot' }
  const { store, world, line, trust } = deps
  const at = world.now()
  if (ours.until <= at && (before === undefined || before.until <= at)) return { member, outcome: 'told' }
  const keep = (until: number) =>
    store.saveAbsence(
      { what: 'told', member, at: ours.at, until, sinceAt: ours.at, spentMs: 0 },
      { events: [], evidence: [] },
    )
  try {
    const { us, signWith } = trust()
    const said = { v: 1, from: us, to: member, at: iso(at), until: iso(Math.max(at, ours.until)) } as const
    await line.tellAbsence(address, await signAbsence(said, signWith(member)))
    await keep(Math.max(at, ours.until))
    return { member, outcome: 'told' }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code !== 'partner-refused') return { member, outcome: 'away' }
    // An older version knows no such notice; and who has heard too many takes none.
    await keep(0)
    return { member, outcome: 'cannot' }
  }
}
