// Our keys are rotated by the gateway itself where that is switched on: at half of their life new
// ones beside the old, and once everybody knows them the end of the old ones. That a key is gone
// for good is evidence, whoever did it.
import { dayMs, iso } from '../../../crypto/instants.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { RotatedKeys, RotatedUse } from '../../ports/installation.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import { hadTraffic } from '../evidence/genuine/seen-of-us.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { CardHolders } from '../trust/card-holders.ts'
import { rotatesAt } from '../trust/rotation-times.ts'
import type { Trust } from '../trust/trust.ts'
import { keyDestroyed, reasonOf } from './renewing.ts'

interface Rotating {
  readonly keys: RotatedKeys
  readonly store: EvidenceStore & CasesStore
  readonly world: World
  readonly log: Log
  readonly holders: Pick<CardHolders, 'heldBy'>
  /**
   * What was sealed for an old key before everybody knew the new one is here by then, in
   * milliseconds.
   */
  readonly inFlightMs: number
  readonly automatic: boolean
  trust(): Trust
}

/** Said again once a day for as long as it lasts. */
const againMs = dayMs

/** One look after the other, by one node at a time. A look that fails is told, and taken again. */
export function rotating(deps: Rotating): () => Promise<void> {
  const { keys, world, log } = deps
  const told = new Map<string, number>()
  const tell = (what: string, say: () => void) => {
    if (world.now() - (told.get(what) ?? -Infinity) < againMs) return
    told.set(what, world.now())
    say()
  }
  return async () => {
    try {
      await recordDestroyed(deps)
      if (!deps.automatic) return
      if (await keys.awaitsCeremony()) return tell('ceremony', () => record(log, 'rotation.ceremony', {}))
      const unnamed = await keys.unnamed()
      if (unnamed.length > 0) return record(log, 'rotation.begun', { uses: unnamed.join(' '), card: await keys.name() })
      const retiring = await keys.retiring()
      if (retiring.length > 0) return await finish(retiring)
      const due = await dueIn(deps)
      if (due.length > 0) record(log, 'rotation.begun', { uses: due.join(' '), card: await keys.begin(due) })
    } catch (error) {
      if (await keys.awaitsCeremony()) return tell('ceremony', () => record(log, 'rotation.ceremony', {}))
      const problem = reasonOf(error)
      tell(problem, () => record(log, 'rotation.failed', { problem }))
    }
  }

  /** The old keys go once all have known the new ones for so long that nothing is under way. */
  async function finish(retiring: readonly RotatedUse[]): Promise<void> {
    const knownAt = await knownAtOf(deps)
    if (knownAt === undefined || world.now() - knownAt < deps.inFlightMs) return
    const gone = await keys.finish(retiring)
    record(log, 'rotation.finished', { uses: [...new Set(gone.map(({ use }) => use))].join(' ') })
    await recordDestroyed(deps)
  }
}

/** Why people have to come, for readiness. */
export async function rotationReasons(keys: Pick<RotatedKeys, 'awaitsCeremony'>): Promise<string[]> {
  return (await keys.awaitsCeremony())
    ? ['a card of ours waits for the next key, which lies elsewhere: "bulla keys ceremony" signs card.draft.json']
    : []
}

/** A signing key without a CA at hand comes with its certificate, by people. */
async function dueIn({ keys, world }: Rotating): Promise<RotatedUse[]> {
  const mayCertify = await keys.mayCertify()
  return (await keys.dates())
    .filter((dates) => world.now() >= rotatesAt(dates) && (dates.use !== 'signing' || mayCertify))
    .map(({ use }) => use)
}

/**
 * Since when each active partner with whom there was traffic holds our newest card, over every
 * start; undefined while one does not.
 */
async function knownAtOf(deps: Rotating): Promise<number | undefined> {
  const { card, partners } = deps.trust()
  let knownAt = Date.parse(card.issuedAt)
  for (const partner of partners.values()) {
    const held = deps.holders.heldBy(partner.member)
    const holds = held?.sequence === card.sequence
    if (partner.state !== 'active' || !(holds || (await hadTraffic(deps, partner)))) continue
    if (!holds) return undefined
    knownAt = Math.max(knownAt, held.at)
  }
  return knownAt
}

async function recordDestroyed({ keys, store, world, log, trust }: Rotating): Promise<void> {
  const gone = await keys.unrecorded()
  if (gone.length === 0) return
  const about = { at: world.now(), kind: 'operator', case: null, subject: trust().us } as const
  await store.record(
    leavesOf(
      world,
      gone.map((each) => ({ ...about, data: keyDestroyed(each) })),
    ),
  )
  await keys.recorded(gone)
  for (const { use, kid } of gone) record(log, 'key.retired', { use, kid, recordedAt: iso(about.at) })
}
