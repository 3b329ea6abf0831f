// Looks through what the evidence says of uses of content, after the fact: whatever comes too often
// is told to the office and to whoever watches, and where a term is touched a notice of a breach
// is drafted for a person, and so is a suspension where the partner contradicts itself. Nothing is
// said to the partner, and nobody who reads waits for it.
import { iso } from '../../../crypto/instants.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import type { DaysOff } from '../../model/calendar/holidays.ts'
import { type Hours, isAtWork } from '../../model/calendar/office-hours.ts'
import { problems } from '../../model/problems/problem-table.ts'
import { Problem } from '../../model/problems/problems.ts'
import {
  type Detector,
  detectorIn,
  type Found,
  type Seen,
  type Tuning,
  windows,
} from '../../model/terms/uses/detectors.ts'
import type { NationalFlows } from '../../ports/doors/national.ts'
import type { NodeStore } from '../../ports/keeping.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { EvidenceRow, NewEvent } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { profiles } from '../../profiles/all.ts'
import { type Log, record } from '../../watch/log.ts'
import { offerSuspension } from '../between/offer-suspension.ts'
import { gatewayProposing } from '../cases/four-eyes.ts'

interface Detecting {
  readonly store: CasesStore & NodeStore
  readonly world: World
  readonly log: Log
  readonly submit: NationalFlows['submit']
  readonly timeZone: string
  /** Of offices that go by another clock. */
  readonly zones: Readonly<Record<string, string>>
  /** Undefined where every hour is one of work. */
  readonly hours: Hours | undefined
  /** Days on which nobody is at work, as our card has them. */
  daysOff(): DaysOff
  /** What our operator has set. */
  readonly tuning: Tuning
  /** So long a draft that was made is known by its key, in milliseconds. */
  readonly draftsKnownMs: number
  /** How many records the log has. */
  records(): Promise<number>
  /** The office has news. */
  news(): void
}

/** A node that begins looks back so far: what lies before was looked at, or is long over. */
const lookBack = 20_000
const rowsAtOnce = 1_000

/**
 * One look at what was recorded since the last. Several nodes may look: what was told within the
 * window is told once. A draft is known by what was told: where a node ended between the two,
 * whoever finds the same again, or more of it, makes the draft that is wanting, and no second one.
 */
export function detecting(deps: Detecting): () => Promise<void> {
  const counting = windows(deps.tuning)
  const untold: Unfinished[] = []
  let after: number | undefined
  return async () => {
    await tellAll(deps, untold)
    after ??= Math.max(0, (await deps.records()) - lookBack)
    const partners = new Map<string, string | undefined>()
    for (;;) {
      const rows = await deps.store.evidence({ after, limit: rowsAtOnce })
      for (const row of rows) {
        const seen = await seenIn(deps, row, partners)
        await offerSuspension(deps, row)
        // Counted once, whatever becomes of it.
        after = row.seq
        const found = seen ? counting.add(seen) : []
        if (found.length === 0) continue
        untold.push(...found.map((each) => ({ found: each, toldAt: undefined })))
        await tellAll(deps, untold)
      }
      if (rows.length < rowsAtOnce) return
    }
  }
}

async function seenIn(
  { store, timeZone, zones, hours, daysOff }: Detecting,
  { at, kind, case: of, subject, data }: EvidenceRow,
  partners: Map<string, string | undefined>,
): Promise<Seen | undefined> {
  if ((kind !== 'release' && kind !== 'denial') || of === null) return undefined
  if (!partners.has(of)) partners.set(of, (await store.case(of))?.partner)
  const partner = partners.get(of)
  if (partner === undefined) return undefined
  const { client, person, what, use, term, office } = data
  const zone = (typeof office === 'string' && Object.hasOwn(zones, office) && zones[office]) || timeZone
  return {
    ...{ at, kind, case: of, partner, content: subject },
    ...{ client: String(client ?? ''), what: String(what ?? '') },
    ...(typeof person === 'string' && { person }),
    ...(typeof use === 'string' && { use }),
    ...(typeof term === 'string' && { term }),
    atWork: hours === undefined || isAtWork(at, hours, zone, daysOff()),
  }
}

/** What was found, and since when its event is written, where only its draft is wanting. */
interface Unfinished {
  readonly found: Found
  toldAt: number | undefined
}
/** The oldest go where drafts are impossible for long: their events are told. */
const mostUntold = 1_000

/** What the store refuses for now stays for the next look, and hinders nothing behind it. */
async function tellAll(deps: Detecting, untold: Unfinished[]): Promise<void> {
  const left: Unfinished[] = []
  try {
    for (let next = untold[0]; next !== undefined; next = untold[0]) {
      if (!(await tell(deps, next))) left.push(next)
      untold.shift()
    }
  } finally {
    untold.unshift(...left)
    untold.splice(0, untold.length - mostUntold)
  }
}

/** Whether all of it is told. */
async function tell(deps: Detecting, unfinished: Unfinished): Promise<boolean> {
  const { found } = unfinished
  const { windowMs, breach } = detectorIn(deps.tuning, found.detector)
  unfinished.toldAt ??= await tellEvent(deps, found, windowMs)
  const { toldAt } = unfinished
  return breach === undefined || toldAt === undefined || draftBreach(deps, found, { kind: breach, toldAt })
}

const thingOf = ({ detector, by }: Found) => `${detector} ${sha256Hex(utf8(by)).slice(0, 32)}`

/**
 * When it was told: now, or before and within the window. Undefined where that was so long ago that
 * a draft of it would not be known any more.
 */
async function tellEvent(deps: Detecting, found: Found, windowMs: number): Promise<number | undefined> {
  const { store, log, world, news, draftsKnownMs } = deps
  const { detector, count, last } = found
  const office = (await store.case(last.case))?.office ?? null
  const now = world.now()
  const event: NewEvent = {
    ...{ at: now, office, case: last.case, message: null, partner: last.partner },
    kind: `detected.${detector}`,
  }
  const told = { thing: thingOf(found), stage: 'detected', at: last.at }
  if (!(await store.alertOnce(told, { again: last.at - windowMs, ahead: now, forgotten: 0 }, event))) {
    const before = await store.alertedAt(told)
    return before !== null && before > now - draftsKnownMs ? before : undefined
  }
  record(log, 'use.detected', {
    ...{ detector, client: last.client, partner: last.partner, case: last.case, content: last.content, count },
  })
  news()
  return last.at
}

/**
 * For a person to complete, to send or to withdraw. Where the case takes no notice of a breach any
 * more, the event is all there is. False where it has to be tried again.
 */
async function draftBreach(
  { store, submit, world, log, tuning }: Detecting,
  found: Found,
  { kind, toldAt }: { readonly kind: NonNullable<Detector['breach']>; readonly toldAt: number },
): Promise<boolean> {
  const { detector, count, last } = found
  const { case: of, client, person, content, what } = last
  const row = await store.case(of)
  if (!row || profiles.get(row.profile)?.messages['breach'] === undefined) return true
  const { says, of: whose } = detectorIn(tuning, detector)
  const one = person === undefined ? '' : ', for one person'
  const often = whose === 'one' ? `Client ${client}${one}, ${count} times` : `${count} times, last by client ${client}`
  const body = {
    ...{ breach: world.id(), stage: 'first', kind, discoveredAt: iso(world.now()), sawBy: [] },
    // Who it was stays in our evidence: what is sent names no person of ours.
    what: `${says} ${often}; see the evidence of this case. To be looked into.`,
    items: what === 'item' ? [content] : [],
  }
  const key = `${thingOf(found)} ${toldAt}`
  try {
    await submit(
      gatewayProposing,
      { case: of, type: 'breach', body, items: [] },
      { key, requestSha256: sha256Hex(utf8(key)) },
    )
    return true
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    record(log, 'draft.impossible', { case: of, type: 'breach', problem: error.message })
    return !problems[error.code].retry
  }
}
