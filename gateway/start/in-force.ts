// What is in force: our keys, and the partners, agreements and clients as they lie in the folder. A
// change there is taken up while the gateway runs.
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { readKeysInForce } from '../../adapters/keys/renewing.ts'
import { openDirectory } from '../../config/directory.ts'
import { iso } from '../../crypto/instants.ts'
import { type Behind, demandInStep } from '../flows/evidence/in-step.ts'
import { type CardHolders, cardHolders } from '../flows/trust/card-holders.ts'
import { loadTrust, type Trust } from '../flows/trust/trust.ts'
import { soon } from '../flows/upkeep/follow-up.ts'
import { messageOf } from '../installation/complaint.ts'
import { Problem } from '../model/problems/problems.ts'
import type { Directory, Keys } from '../ports/installation.ts'
import { type Log, record } from '../watch/log.ts'
import { world } from './clock.ts'
import type { Failed, Opened } from './ending/stop-order.ts'

export interface InForce {
  /** As it lies in the folder, without any gate. */
  readonly installed: Directory
  /** Which partner holds which of our cards. */
  readonly holders: CardHolders
  keys(): Keys
  trust(): Trust
  /** From now on nothing is signed for a log that is behind. */
  heed(behind: Behind): void
  /**
   * From now on changes are taken up, also one that fell into the start. `takeUp` is told what was
   * in force before.
   */
  begin(takeUp: (before: Trust) => Promise<void>): void
  /** Reads everything anew, soon. What is not in order leaves everything as it was. */
  reload(): void
  /**
   * Reads everything anew; resolves when it is in force. What follows from a change is done after
   * that. @throws {Error} where something is not in order
   */
  refresh(): Promise<void>
  /** Resolves when no change is being taken up. */
  settled(): Promise<void>
  /** The same, and from now on none is. */
  end(): Promise<void>
  /** Says that what lies in the folder could not be taken up: what was before is in force. */
  trouble(): readonly string[]
}

/** @throws {Error} that names every file that is not in order */
export async function openInForce(
  opened: Opened,
  { folder, log, failed }: { folder: string; log: Log; failed: Failed },
): Promise<InForce> {
  const installed = openDirectory(folder)
  let keys = await readKeysInForce(folder)
  let behind: Behind = () => undefined
  const holders = cardHolders(world)
  // Nothing is taken up before everything is open, and nothing at all where the start fails.
  const ready = Promise.withResolvers<((before: Trust) => Promise<void>) | undefined>()
  const reloading = soon(reload, failed('trust'))
  // Watched from before the first look: a change that falls into the start is taken up at its end.
  const unwatch = installed.watch(reloading.call, failed('watch'))
  opened.defer(unwatch, () => ready.resolve(undefined))
  let trust = await read(keys)
  let takenUp = trust
  let trouble: string[] = []
  let turn: Promise<unknown> = Promise.resolve()

  async function read(held: Keys): Promise<Trust> {
    const demand = () => demandInStep(behind)
    const snapshot = await installed.read()
    const { trust: next, faults } = await loadTrust(snapshot, held, {
      demand,
      heldBy: holders.heldBy,
      now: world.now,
    }).catch(ofOurCard(folder))
    for (const { what, problem } of faults) record(log, 'trust.refused', { what, problem })
    record(log, 'trust.loaded', { partners: next.partners.size, agreements: next.agreements.size })
    return next
  }

  /** One at a time, so that the newest stays. */
  function refresh(): Promise<void> {
    const done = turn.then(async () => {
      const now = await whole(async () => {
        const held = await readKeysInForce(folder)
        return { held, trusted: await read(held) }
      })
      keys = now.held
      trust = now.trusted
    })
    // Whoever asked is told; the next one has its turn all the same.
    turn = Promise.allSettled([done])
    return done.then(taken, notTaken)
  }

  function taken(): void {
    trouble = []
  }

  /** The message names files, and may quote them: the log has it, and not whoever asks. */
  function notTaken(error: unknown): never {
    record(log, 'trust.refused', { what: folder, problem: messageOf(error) })
    const since = iso(world.now())
    if (trouble.length === 0)
      trouble = [`what lies in the folder is not taken up since ${since}: "bulla check" says why`]
    throw error
  }

  async function reload(): Promise<void> {
    const takeUp = await ready.promise
    if (takeUp === undefined) return
    // What is not in order is told as `trust.refused`: whoever wrote it there mends it, and no
    // fault of ours is reported for it.
    try {
      await refresh()
    } catch {
      return
    }
    const before = takenUp
    takenUp = trust
    await takeUp(before)
  }

  return {
    installed,
    holders,
    keys: () => keys,
    trust: () => trust,
    heed(given) {
      behind = given
    },
    begin(takeUp) {
      ready.resolve(takeUp)
      // The first thing that a stop ends.
      opened.defer(unwatch)
    },
    reload: reloading.call,
    refresh,
    settled: reloading.settled,
    end: reloading.end,
    trouble: () => trouble,
  }
}

/** A command that writes keys, certificates and a card is done by then. */
const wholeWithinMs = 2_000
const lookEveryMs = 200

/** What does not fit together is looked at again before it is a fault: a command may be at work. */
async function whole<T>(read: () => Promise<T>): Promise<T> {
  for (let lookedMs = 0; ; lookedMs += lookEveryMs)
    try {
      return await read()
    } catch (error) {
      if (lookedMs >= wholeWithinMs) throw error
      await wait(lookEveryMs)
    }
}

/** Of all that is trusted only our own card, and that it names our keys, must be in order. */
const ofOurCard = (folder: string) => (cause: unknown) => {
  const found = cause instanceof Error ? cause.message : 'unreadable'
  const mend = '"bulla card refresh" makes it anew, "bulla check" compares it with the keys'
  throw new Problem('internal', `${join(folder, 'card.jws')}: ${found}; ${mend}`, { cause })
}
