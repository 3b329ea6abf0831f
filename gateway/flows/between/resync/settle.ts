// What is left of a restore, shown to people, and settled by one where it cannot be had: by a named
// client, with a reason, in the evidence; by two where the agreement, or discretion, asks for two.

import { iso } from '../../../../crypto/instants.ts'
import { toBase64url } from '../../../../crypto/octets.ts'
import type { RestoredView } from '../../../answers/operator-answers.ts'
import { fold } from '../../../case/steps.ts'
import { type Actor, actorOf, nameOf } from '../../../model/client/actor.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { Client } from '../../../ports/doors/national.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import type { RestoredRow, RestoringStore } from '../../../ports/receiving.ts'
import type { CaseRow } from '../../../ports/rows.ts'
import type { World } from '../../../ports/world.ts'
import { type Log, record } from '../../../watch/log.ts'
import { profileUnder } from '../../cases/cases.ts'
import { everyCase } from '../../cases/every-case.ts'
import { demandAnother, demandStated } from '../../cases/four-eyes.ts'
import { whyPairOpen } from '../../content/restored.ts'
import type { Secrets } from '../../content/secrets.ts'
import { type EvidenceDraft, leavesOf } from '../../evidence/leaves.ts'
import type { Trust } from '../../trust/trust.ts'
import { endIfSettled } from './resync.ts'

interface Settling {
  readonly store: ReadingStore & RestoringStore
  readonly secrets: Pick<Secrets, 'encryptLasting' | 'mark'>
  readonly world: World
  readonly log: Log
  trust(): Trust
}

/** Of one case, or of all cases with a partner. */
interface Settlement {
  readonly case?: string
  readonly partner?: string
  readonly reason: string
}

/** Since when the store lacks what happened, and what still stands open by that. */
export async function restoredView(deps: Pick<Settling, 'store' | 'trust'>): Promise<RestoredView> {
  const rows = await deps.store.restored()
  const [mark] = rows
  if (mark?.what !== 'mark') return { since: null, from: null, partners: [], cases: [] }
  const pairs = new Map(rows.flatMap((row) => (row.what === 'pair' ? [[row.id, row]] : [])))
  const members = await membersOf(deps)
  return {
    since: iso(mark.since),
    from: mark.found,
    partners: [...members].sort().map((member) => {
      const open = whyPairOpen(mark, member, pairs.get(member))
      const seen = rows.find(({ what, id }) => what === 'seen' && id === member)
      const why = [seen && `${seen.found}: only newer data helps`, open].filter((each) => each !== undefined).join('; ')
      const state = pairs.get(member)?.state ?? 'asked'
      return {
        ...{ member, state: seen && state !== 'asked' ? 'behind' : state },
        ...{ closed: why !== '', found: why === '' ? '' : withSaid(rows, member, why) },
      }
    }),
    cases: rows.flatMap(({ what, id, partner, state, found }) =>
      what === 'case' ? [{ case: id, partner, state, closed: state === 'open', found: withSaid(rows, id, found) }] : [],
    ),
  }
}

/** Those that are asked, and those with whom there is a case. */
const membersOf = async ({ store, trust }: Pick<Settling, 'store' | 'trust'>): Promise<ReadonlySet<string>> => {
  const active = [...trust().partners.values()].filter(({ state }) => state === 'active')
  return new Set([...active.map(({ member }) => member), ...(await store.partnersOfCases())])
}

/** In one sentence, for readiness; undefined where nothing was restored. */
export async function restoredReason(deps: Pick<Settling, 'store' | 'trust'>): Promise<string | undefined> {
  const { since, partners, cases } = await restoredView(deps)
  if (since === null) return undefined
  const closed = partners.filter((each) => each.closed).map(({ member }) => member)
  const open = cases.filter((each) => each.closed).length
  const waits = [
    ...(closed.length > 0 ? [`all cases with ${closed.join(', ')}`] : []),
    ...(open > 0 ? [`${open} cases that a person has to settle`] : []),
  ]
  return `restored: the store lacks what happened since ${since}; closed are ${waits.join(' and ') || 'none'}; "bulla restored" says more`
}

/**
 * A person vouches for what cannot be had: the cases open as they lie here.
 * @throws {Problem} `not-found` where nothing stands open under that name
 */
export async function settleRestored(deps: Settling, client: Client, ask: Settlement): Promise<RestoredView> {
  const { store, world, log } = deps
  const at = world.now()
  const { row, of } =
    ask.case === undefined ? await pairAsked(deps, ask.partner ?? '') : await caseAsked(deps, ask.case)
  const why = await whyTwoSettle(deps, row)
  const first = why === undefined ? undefined : await firstOf(deps, client, row)
  const isFirst = why !== undefined && first === undefined
  const sealed = deps.secrets.encryptLasting(world.id(), { reason: ask.reason })
  const reason = { secret: toBase64url(sealed.secret), key: toBase64url(sealed.key) }
  const act = isFirst ? 'restored-settling' : 'restored-settle'
  const data = { act, ...actorOf(client), what: row.what, reason, ...(first && { after: { ...first } }) }
  const draft: EvidenceDraft = { at, kind: 'operator', case: of, subject: row.id, data }
  const now: RestoredRow = isFirst
    ? { ...row, what: 'said', state: 'settling', found: JSON.stringify(actorOf(client)), at }
    : { ...row, state: 'settled', found: '', at }
  // Should it stand open again, two settle it anew.
  const spent: RestoredRow[] = first ? [{ ...now, what: 'said' }] : []
  if (!(await store.saveRestored([now, ...spent], leavesOf(world, [draft])))) throw nothingOpen(row.id)
  if (isFirst) return restoredView(deps)
  record(log, 'restore.settled', { client: client.id, subject: row.id })
  await endIfSettled(deps)
  return restoredView(deps)
}

const saidIn = (rows: readonly RestoredRow[], id: string): Actor | undefined => {
  const said = rows.find((each) => each.what === 'said' && each.id === id && each.state === 'settling')
  return said && (JSON.parse(said.found) as Actor)
}

function withSaid(rows: readonly RestoredRow[], id: string, found: string): string {
  const first = saidIn(rows, id)
  return first === undefined ? found : `${found}; ${nameOf(first)} has settled it, and another person has to`
}

/**
 * Who has settled it before; undefined where nobody has.
 * @throws {Problem} `approver-same` · `person-missing`
 */
async function firstOf({ store }: Settling, client: Client, { id }: RestoredRow): Promise<Actor | undefined> {
  demandStated(client)
  const first = saidIn(await store.restored(), id)
  if (first) demandAnother([first], client, 'has settled this; another person has to')
  return first
}

/**
 * Cases that are looked through for one that is at our discretion; with more than that it is two.
 */
const mostCases = 200

/** Why two persons settle it; undefined where one does. */
async function whyTwoSettle(deps: Settling, { what, id }: RestoredRow): Promise<string | undefined> {
  const { store } = deps
  if (what === 'case') {
    const row = await store.case(id)
    return row && whyTwoIn(deps, row)
  }
  let looked = 0
  for await (const row of everyCase(store, { offices: 'all', partner: id })) {
    const why = looked < mostCases ? await whyTwoIn(deps, row) : `there are more than ${mostCases} cases with ${id}`
    if (why !== undefined) return why
    looked += 1
  }
  return undefined
}

/** Where two persons decide on what is given, two decide that it opens again. */
async function whyTwoIn({ store, trust }: Settling, row: CaseRow): Promise<string | undefined> {
  const held = trust().agreements.get(row.agreement)
  if (held && held.agreement.parameters.fourEyes.length > 0) return 'the agreement asks for two persons'
  const state = fold(profileUnder(trust(), row), row, await store.messages(row.id, 'kept'))
  return state.discretionary ? 'execution is at our discretion' : undefined
}

interface Asked {
  readonly row: RestoredRow
  /** The case that the evidence is filed in. */
  readonly of: string | null
}

const empty = { state: 'settled', found: '', since: 0, after: 0, pages: 0, at: 0, restore: '', mark: '' } as const

async function caseAsked({ store }: Settling, id: string): Promise<Asked> {
  const row = await store.case(id)
  const known = (await store.restored()).find((each) => each.what === 'case' && each.id === id)
  if (!row && !known) throw nothingOpen(id)
  const partner = row?.partner ?? known?.partner ?? ''
  return { row: known ?? { what: 'case', id, partner, ...empty }, of: row ? id : null }
}

async function pairAsked(deps: Settling, member: string): Promise<Asked> {
  if (!(await membersOf(deps)).has(member)) throw nothingOpen(member)
  const known = (await deps.store.restored()).find(({ what, id }) => what === 'pair' && id === member)
  return { row: known ?? { what: 'pair', id: member, partner: member, ...empty }, of: null }
}

const nothingOpen = (id: string): Problem =>
  new Problem('not-found', `nothing stands open since a restore under ${id}; "bulla restored" lists what does`)
