// Sources of lists of revoked certificates, and of answers about one, that give nothing good: told
// at once, and again each hour for as long as they fail.

import { CryptoError } from '../../../../crypto/fault.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { World } from '../../../ports/world.ts'
import { describeFailure, type Log, record } from '../../../watch/log.ts'

/** A source that gives nothing good. */
export interface FailingSource {
  readonly source: string
  readonly sinceMs: number
  readonly problem: string
}

export interface Failing {
  /**
   * Whether what it gave was taken. A source that cannot be had, and one that gives what cannot be
   * taken, are told apart.
   */
  from(source: string, work: () => Promise<unknown>): Promise<boolean>
  has(source: string): boolean
  /** Nobody asks these any more. */
  forget(which: (source: string) => boolean): void
  all(): readonly FailingSource[]
}

/** A source that keeps failing is told again after so long. */
const toldEveryMs = 3_600_000

export function failingSources({ world, log }: { world: Pick<World, 'now'>; log: Log }): Failing {
  const failing = new Map<string, FailingSource & { toldMs: number }>()

  function amiss(source: string, event: 'crl.failed' | 'crl.refused', problem: string): void {
    const before = failing.get(source)
    const nowMs = world.now()
    const told = before?.problem === problem && Math.abs(nowMs - before.toldMs) < toldEveryMs
    const toldMs = told ? before.toldMs : nowMs
    failing.set(source, { source, sinceMs: before?.sinceMs ?? nowMs, problem, toldMs })
    if (!told) record(log, event, { source, problem })
  }

  return {
    async from(source, work) {
      try {
        await work()
        failing.delete(source)
        return true
      } catch (error) {
        if (error instanceof CryptoError) amiss(source, 'crl.refused', error.message)
        else amiss(source, 'crl.failed', error instanceof Problem ? error.message : describeFailure(error))
        return false
      }
    },
    has: (source) => failing.has(source),
    forget(which) {
      for (const source of [...failing.keys()]) if (which(source)) failing.delete(source)
    },
    all: () => [...failing.values()],
  }
}
