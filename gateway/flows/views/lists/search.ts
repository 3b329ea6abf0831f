// Cases by a number that people know them by. The index holds keyed digests; what was given to us
// is found only for whom it might be read to: a hit tells that it names the number.
import type { FoundCases } from '../../../answers/case-answers.ts'
import { actorOf } from '../../../model/client/actor.ts'
import { buckets } from '../../../model/limits/buckets.ts'
import { Problem } from '../../../model/problems/problems.ts'
import { normalNumber, type SearchedBy } from '../../../model/profile/searched.ts'
import type { Client } from '../../../ports/doors/national.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { LookupStore } from '../../../ports/reading.ts'
import type { RestoredStore } from '../../../ports/receiving.ts'
import type { CaseRow, LookupRow } from '../../../ports/rows.ts'
import type { World } from '../../../ports/world.ts'
import { type Log, record } from '../../../watch/log.ts'
import { maySee } from '../../cases/may-see.ts'
import { whyRestored } from '../../content/restored.ts'
import type { Secrets } from '../../content/secrets.ts'
import { leavesOf } from '../../evidence/leaves.ts'
import { type Unaltered, unalteredCase } from '../../evidence/unaltered.ts'
import { isHere } from '../../releasing/admit.ts'
import { type Deciding, decide, type WholeCase, wholeCase } from '../../releasing/decide.ts'
import { findPiece } from '../../releasing/pieces.ts'
import { caseLine } from '../case-lines.ts'

interface Searching extends Unaltered, Deciding {
  readonly store: Unaltered['store'] & LookupStore & RestoredStore & EvidenceStore
  readonly secrets: Unaltered['secrets'] & Deciding['secrets'] & Pick<Secrets, 'lookup'>
  readonly world: Deciding['world'] & World
  readonly log: Log
  trust: Unaltered['trust']
  /** Most that one client may ask of this node in a minute. */
  readonly searchesPerMinute: number
}

interface SearchAsk {
  readonly by: SearchedBy
  readonly number: string
}

/** A number that so many cases share finds none of them. */
const mostFound = 50
/** Each case that was given to us costs a look at all of it. */
const mostLooked = 2 * mostFound

/**
 * Who searched by which kind of number is evidence before anybody learns what was found. The
 * number is not, nor a digest of it: it would outlive what it was found in.
 *
 * Newest first. What belongs to other offices, what may not be read now and what is nowhere look
 * alike.
 */
export function searching(deps: Searching): (client: Client, ask: SearchAsk) => Promise<FoundCases> {
  const { searchesPerMinute: most, world } = deps
  const pace = buckets({ perSecond: most / 60, burst: most }, 10_000, world.monotonicMs)
  return async (client, { by, number: written }) => {
    const number = normalNumber(written)
    if (number === '')
      throw new Problem('request-invalid', 'number has neither a letter nor a digit', { field: '/number' })
    const retryAfterMs = pace.take(client.id)
    if (retryAfterMs > 0)
      throw new Problem('too-many-requests', `more than ${most} searches in a minute`, { retryAfterMs })
    const lookups = [deps.secrets.lookup({ by, number })]
    const hits = await deps.store.lookedUp({ lookups, offices: client.offices, limit: mostLooked })
    const rows: CaseRow[] = []
    for (const [id, held] of Map.groupBy(hits, (hit) => hit.case)) {
      const row = await deps.store.case(id)
      if (row && maySee(client, row.office) && (await tells(deps, client, row, held))) rows.push(row)
      if (rows.length > mostFound) break
    }
    const now = world.now()
    const truncated = rows.length > mostFound || hits.length === mostLooked
    const found = rows.slice(0, mostFound)
    const data = { act: 'search', ...actorOf(client), found: found.length }
    await deps.store.record(leavesOf(world, [{ at: now, kind: 'operator', case: null, subject: by, data }]))
    record(deps.log, 'search.made', { client: client.id, by, found: found.length })
    return { rows: found.map((row) => caseLine(row, now)), truncated }
  }
}

/** What we wrote, or registered, tells by itself. */
async function tells(deps: Searching, client: Client, row: CaseRow, held: readonly LookupRow[]): Promise<boolean> {
  if (held.some(({ what }) => what !== 'received')) return true
  if ((await whyRestored(deps.store, row)) !== undefined) return false
  const whole = await wholeIfUnaltered(deps, row)
  return whole !== undefined && held.some(({ holder }) => mightBeRead(deps, client, whole, holder))
}

/** One that was altered is told of where it was found out, and found by no number. */
async function wholeIfUnaltered(deps: Searching, row: CaseRow): Promise<WholeCase | undefined> {
  try {
    return wholeCase(await unalteredCase(deps, row))
  } catch (error) {
    if (error instanceof Problem && error.code === 'store-altered') return undefined
    throw error
  }
}

/**
 * By the office of the case, now, to look at, for a purpose that it was given for: without a second
 * person, and without using up a permission.
 */
function mightBeRead(deps: Searching, client: Client, whole: WholeCase, id: string): boolean {
  const piece = findPiece(whole.stored, { what: 'body', id })
  if (!piece || !isHere(whole, piece)) return false
  const { id: matter, office } = whole.row
  const purposes =
    whole.folded.inForce(id)?.terms.terms.flatMap((term) => (term.term === 'purpose' ? term.purposes : [])) ?? []
  return purposes.some((purpose) => {
    const ask = { reader: client.person ?? client.id, office, purpose, matter }
    const { decision } = decide(deps, whole, piece, { by: client, ask })
    return decision.verdict === 'allow' && decision.limited.length === 0
  })
}
