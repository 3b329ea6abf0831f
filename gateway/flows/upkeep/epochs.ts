// Epochs: in time another key wraps the keys of items and bodies, living ones are wrapped anew, and
// the key of an old epoch is destroyed once no backup is to open any more. So what was disposed of
// is gone from all backups on a day that is known.
import { dayMs } from '../../../crypto/instants.ts'
import { toHex, utf8 } from '../../../crypto/octets.ts'
import { expand } from '../../../crypto/part/hkdf.ts'
import type { Epoch, EpochKeys } from '../../ports/installation.ts'
import type { EpochRow, EpochStore, WrappedKind } from '../../ports/keeping.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import { epochOctets, type Secrets } from '../content/secrets.ts'

interface EpochTimes {
  /** How long one lasts. */
  readonly everyMs: number
  /** How long after its end its key is kept: no backup is to open for longer. */
  readonly horizonMs: number
}

export interface Epoching {
  readonly store: EpochStore
  readonly epochs: EpochKeys
  readonly secrets: Pick<Secrets, 'wrappedAnew'>
  readonly world: Pick<World, 'now' | 'monotonicMs' | 'randomOctets'>
  readonly log: Log
  readonly times: EpochTimes
  /** Lets others work, so many milliseconds. */
  rest(ms: number): Promise<void>
}

/**
 * Every epoch that wraps anything must be here, and be the one that the other nodes have.
 * @throws {Error} that names the epoch, what it opens, and what to do
 */
export async function demandEpochs(held: Pick<Epoching, 'store' | 'epochs'>, folder: string): Promise<void> {
  const amiss = await whyNotEpochs(held)
  if (amiss) throw new Error(`${folder}: ${amiss.found}; ${amiss.fix}`)
}

/** What is wrong with the keys of epochs, and what to do; undefined where nothing is. */
export async function whyNotEpochs({
  store,
  epochs,
}: Pick<Epoching, 'store' | 'epochs'>): Promise<{ readonly found: string; readonly fix: string } | undefined> {
  const known = new Map((await store.epochs()).map((row) => [row.number, row]))
  const missing = [...(await store.keysUnder())].filter(([number]) => number > 0 && !epochs.of(number))
  if (missing.length > 0) {
    const told = missing.map(
      ([number, keys]) =>
        `epoch ${number} (${said(known.get(number))}it opens ${keys} keys of items, bodies and drafts)`,
    )
    return {
      found: `the key of ${told.join(', of ')} is not here`,
      fix: `put ${missing.map(([number]) => `${number}.key`).join(', ')} back from the copy of that folder; where it was destroyed because its horizon has passed, take a younger backup`,
    }
  }
  for (const epoch of epochs.all()) {
    const row = known.get(epoch.number)
    if (row && row.mark !== markOf(epoch))
      return {
        found: `${epoch.number}.key is another key than the one that this store was written with`,
        fix: 'all nodes share one folder, and EPOCHS_FOLDER names it',
      }
  }
  return undefined
}

const said = (row: EpochRow | undefined): string =>
  row === undefined ? '' : `begun ${new Date(row.beganAt).toISOString().slice(0, 10)}; `

/** Follows from the key, and tells nothing of it. */
const markOf = ({ key }: Epoch): string => toHex(expand(key, utf8('bulla mark of an epoch'), 32))

/** The epoch in force; the first one begins where there is none. */
export async function epochInForce(deps: Pick<Epoching, 'store' | 'epochs' | 'world' | 'log'>): Promise<Epoch> {
  const current = deps.epochs.all().at(-1)
  if (current === undefined) return beginEpoch(deps)
  await deps.store.addEpoch(rowOf(current))
  return current
}

/** On disk before anything is wrapped by it. */
export async function beginEpoch({
  store,
  epochs,
  world,
  log,
}: Pick<Epoching, 'store' | 'epochs' | 'world' | 'log'>): Promise<Epoch> {
  const epoch = await epochs.begin(world.now(), world.randomOctets(32))
  await store.addEpoch(rowOf(epoch))
  record(log, 'epoch.begun', { epoch: epoch.number })
  return epoch
}

const rowOf = (epoch: Epoch): EpochRow => ({ number: epoch.number, beganAt: epoch.beganAt, mark: markOf(epoch) })

/**
 * One look: begins the next epoch when it is time, wraps anew what lies under another one, and
 * destroys the keys of those that have ended long enough ago and wrap nothing any more. Any node
 * may do it, also two at once; broken off, the next look goes on.
 */
export async function turnEpochs(deps: Epoching): Promise<void> {
  const { epochs, world, times } = deps
  epochs.refresh()
  const current = await epochInForce(deps)
  const aged = world.now() - current.beganAt >= times.everyMs
  await rewrapAll(deps, aged ? await beginEpoch(deps) : current)
  await destroyEnded(deps)
}

/** Each key that lies elsewhere. @returns how many were changed */
export async function rewrapAll(deps: Epoching, { number }: Epoch): Promise<number> {
  let changed = 0
  for (const kind of kinds) changed += await rewrapKind(deps, kind, epochOctets(number))
  if (changed > 0) record(deps.log, 'epoch.rewrapped', { epoch: number, keys: changed })
  return changed
}

const kinds = ['messages', 'items', 'halves', 'drafts', 'registrations'] as const satisfies readonly WrappedKind[]
/** So that no commit is long, and what waits for one waits shortly. */
const rowsAtOnce = 25
/** So many times as long as it worked: it never has more than a quarter of anything. */
const restTimes = 3

async function rewrapKind(
  { store, secrets, world, rest }: Epoching,
  kind: WrappedKind,
  than: Uint8Array,
): Promise<number> {
  let changed = 0
  for (let after = ''; ; ) {
    const startedMs = world.monotonicMs()
    const rows = await store.wrappedElse(kind, { than, after, limit: rowsAtOnce })
    const last = rows.at(-1)
    if (!last) return changed
    changed += await store.rewrap(
      kind,
      rows.map(({ id, key }) => ({ id, key, to: secrets.wrappedAnew(id, key) })),
    )
    after = last.id
    await rest(restTimes * (world.monotonicMs() - startedMs))
  }
}

/**
 * When each has ended: when the next one began, or when its own time was over where nobody was
 * there to begin the next; disposals have signed for that.
 */
export const endsOf = (all: readonly Pick<Epoch, 'beganAt'>[], everyMs: number): readonly number[] =>
  all.map(({ beganAt }, index) => Math.min(beganAt + everyMs, all[index + 1]?.beganAt ?? Number.POSITIVE_INFINITY))

/** None that is in force, however long. */
async function destroyEnded({ store, epochs, world, log, times }: Epoching): Promise<void> {
  const all = epochs.all()
  const ends = endsOf(all, times.everyMs)
  const due = all.slice(0, -1).filter((_, index) => world.now() - (ends[index] ?? 0) >= times.horizonMs)
  if (due.length === 0) return
  const under = await store.keysUnder()
  for (const { number } of due) {
    // What could not be wrapped anew is not lost: the next look tries again.
    if ((under.get(number) ?? 0) > 0) continue
    await epochs.destroy(number)
    record(log, 'epoch.destroyed', { epoch: number })
  }
}

/**
 * The day on which what is disposed of now opens out of no backup any more, `YYYY-MM-DD` in UTC, a
 * day later than reckoned so that it holds in every zone; undefined for what some backup holds
 * under the key of the installation itself, which has no end.
 */
export function finalDay(
  epochs: Pick<EpochKeys, 'all'>,
  first: Pick<EpochRow, 'beganAt'> | undefined,
  { everyMs, horizonMs }: EpochTimes,
  storedAt: readonly number[],
): string | undefined {
  const current = epochs.all().at(-1)
  if (!current || !first || storedAt.some((at) => at < first.beganAt)) return undefined
  return new Date(current.beganAt + everyMs + horizonMs + dayMs).toISOString().slice(0, 10)
}
