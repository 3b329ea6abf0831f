// A disposal after its transaction: what it dropped is overwritten, then its parts go, and only
// then its statement may leave. Each step may be taken twice, so a crash between two of them leaves
// less, and the next start goes on.
import type { DestroyingStore } from '../../ports/keeping.ts'
import type { Parts } from '../../ports/parts.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'

interface Destroying {
  readonly store: DestroyingStore & ReadingStore
  readonly parts: Pick<Parts, 'remove'>
  readonly world: Pick<World, 'now'>
  readonly log: Log
  wake(partner: string, at: number): void
}

/** The rest follows with the next round. */
const atOnce = 64

/**
 * Finishes what disposals have begun, here or on a node that is gone. Where a reader or a full disk
 * keeps the store from overwriting, nothing leaves, and the next round tries again.
 */
export async function finishDestructions({ store, parts, world, log, wake }: Destroying): Promise<void> {
  const begun = await store.destructions(atOnce)
  if (begun.length === 0) return
  if (!(await store.overwritten())) {
    record(log, 'disposal.waits', { disposals: begun.length })
    return
  }
  for (const { id, case: of, partner, parts: held } of begun) {
    // A part is the ciphertext of one item; where a living one has the same octets it stays.
    for (const part of held) if (!(await store.partUsed(part))) await parts.remove(part)
    await store.endDestruction(id)
    record(log, 'disposal.done', { message: id, case: of, parts: held.length })
    wake(partner, world.now())
  }
}
