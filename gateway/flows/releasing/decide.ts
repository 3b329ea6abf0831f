// The one decision about content that was given to us: over the terms in force, the permissions of the case and what is asked.

import type { JsonObject } from '../../../crypto/json.ts'
import type { CaseState } from '../../case/case.ts'
import { retentionEventsOf } from '../../case/retention.ts'
import { fold } from '../../case/steps.ts'
import { type FoldedCase, termsInForce } from '../../case/terms-in-force.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import type { Decision, HeldPermission, Use } from '../../model/terms/release.ts'
import { decideRelease } from '../../model/terms/release.ts'
import type { ReleaseMode } from '../../model/terms/vocabulary.ts'
import type { ReleaseAsk, ReleaseUse } from '../../ports/doors.ts'
import type { CaseRow, ItemRow } from '../../ports/rows.ts'
import type { Store } from '../../ports/store.ts'
import type { World } from '../../ports/world.ts'
import { plainProfile } from '../cases/cases.ts'
import { usesOf } from '../cases/uses.ts'
import { type EvidenceDraft, leavesOf } from '../evidence/leaves.ts'
import type { UnalteredCase } from '../evidence/unaltered.ts'

export interface Deciding {
  store: Pick<Store, 'messages' | 'evidence' | 'record'>
  world: World
  timeZone: string
}

/** A case with its row: what decisions about its items are made from. */
export interface WholeCase extends FoldedCase {
  readonly row: CaseRow
  readonly state: CaseState
}

/** The case as its statements say. What an agreement changes are deadlines, which bind no release. */
export function wholeCase({ row, messages }: UnalteredCase): WholeCase {
  const profile = plainProfile(row.profile)
  const kept = messages.filter(({ standing }) => standing === 'kept')
  return { row, profile, messages: kept, state: fold(profile, row, kept) }
}

/** What is done with the content, as the terms speak of it, and how it leaves the gateway then. */
const ways: { readonly [U in ReleaseUse]: { readonly use: Use; readonly release: ReleaseMode } } = {
  view: { use: 'view', release: 'view' },
  compare: { use: 'compare', release: 'view' },
  annotate: { use: 'annotate', release: 'view' },
  extract: { use: 'extract', release: 'view' },
  decide: { use: 'decide', release: 'view' },
  disclose: { use: 'disclose', release: 'view' },
  evidence: { use: 'evidence', release: 'view' },
  analytics: { use: 'analytics', release: 'view' },
  print: { use: 'view', release: 'open' },
  export: { use: 'view', release: 'open' },
}
const leftBehind = 'a copy has left the gateway: its terms bind on, and people alone keep them (12.5.1 c)'

export interface Decided {
  readonly decision: Decision
  /** Digest of the terms in force. */
  readonly terms: string
  /** Permissions that it used and that may be used so many times only. */
  readonly limited: readonly { readonly id: string; readonly uses: number }[]
}

/** @param office the one that reads. An item that no kept message brought has no terms: it is denied. */
export async function decide(
  deps: Deciding,
  whole: WholeCase,
  item: Pick<ItemRow, 'id' | 'termsSha256'>,
  ask: ReleaseAsk & { readonly office: string },
): Promise<Decided> {
  const bound = termsInForce(whole)(item.id)
  if (!bound)
    return {
      decision: {
        verdict: 'deny',
        term: 'recipients',
        paragraph: '5.1 b',
        reason: 'the message that brought it counts for nothing',
      },
      terms: item.termsSha256,
      limited: [],
    }
  const { use, release } = ways[ask.use ?? 'view']
  const permissions = await heldPermissions(deps, whole, item.id)
  const given = whole.state.given[item.id]
  const { reader, office, purpose, matter, target, proceeding, decision: what, reliedOn } = ask
  const decision = decideRelease(bound.terms, {
    ...{ reader, office, purpose, matter, use, release, permissions, item: item.id },
    nowDay: localDateOf(deps.world.now(), deps.timeZone),
    events: retentionEventsOf(whole),
    verified: given?.verified ?? 'unverified',
    ...(target !== undefined && { target }),
    ...(proceeding !== undefined && { proceeding }),
    ...(what !== undefined && { factor: { decision: what, ...(reliedOn && { reliedOn }) } }),
  })
  if (decision.verdict !== 'allow') return { decision, terms: bound.sha256, limited: [] }
  const obligations = release === 'open' ? [...decision.obligations, leftBehind] : decision.obligations
  const limited = permissions.flatMap(({ id, uses }) =>
    uses !== undefined && decision.permissions.includes(id) ? [{ id, uses }] : [],
  )
  return { decision: { ...decision, obligations }, terms: bound.sha256, limited }
}

/** Uses are counted only where a permission that may cover the item limits them. */
async function heldPermissions(
  { store }: Pick<Deciding, 'store'>,
  { row, state }: Pick<WholeCase, 'row' | 'state'>,
  item: string,
): Promise<readonly HeldPermission[]> {
  const granted = Object.entries(state.permissions).filter(([, { items }]) => items.includes(item))
  const limited = granted.some(([, { uses }]) => uses !== undefined)
  const uses = limited ? await usesOf(store, row.id) : undefined
  return granted.map(([id, permission]) => ({ ...permission, id, used: uses?.get(id)?.length ?? 0 }))
}

/** Who tries what with which item. */
export interface Try {
  readonly client: string
  readonly row: CaseRow
  readonly item: ItemRow
  readonly ask: ReleaseAsk & { readonly office: string }
  readonly terms: string
}

/** The evidence of a try; `data` says how it ended. */
export const tried = (
  { world }: Pick<Deciding, 'world'>,
  kind: 'release' | 'denial',
  { client, row, item, ask: { reliedOn, ...ask }, terms }: Omit<Try, 'item'> & { readonly item: Pick<ItemRow, 'id'> },
  data: JsonObject,
): EvidenceDraft => ({
  at: world.now(),
  kind,
  case: row.id,
  subject: item.id,
  data: { client, terms, ...ask, ...(reliedOn && { reliedOn: [...reliedOn] }), ...data },
})

/**
 * Records an allowed release. Where it used up what a permission allows only so often, and another release was first, it is denied after all:
 * the order of the evidence decides, so that two nodes cannot both have the last use.
 * @returns the permission that was used up meanwhile, if so.
 */
export async function recordRelease(
  { store, world }: Deciding,
  attempt: Try,
  { decision, limited }: Decided,
): Promise<string | undefined> {
  const release = world.id()
  const { obligations, permissions } =
    decision.verdict === 'allow'
      ? decision
      : { obligations: [] as readonly string[], permissions: [] as readonly string[] }
  const data = {
    obligations: [...obligations],
    ...(permissions.length > 0 && { permissions: [...permissions], release }),
  }
  await store.record(leavesOf(world, [tried({ world }, 'release', attempt, data)]))
  if (limited.length === 0) return undefined
  const uses = await usesOf(store, attempt.row.id)
  return limited.find(({ id, uses: most }) => (uses.get(id) ?? []).indexOf(release) >= most)?.id
}
