// An answer that comes after its time limit: the attempt has failed by then, and is made again, but
// the request goes on, so that a receipt that is late every time is not lost every time.

import { Problem } from '../../gateway/model/problems/problems.ts'
import type { PartnerAddress, Patience } from '../../gateway/ports/line.ts'
import { unreachable } from './faults.ts'

/** Requests to one partner that go on beyond their limit; the oldest gives way to the next. */
export const mostLate = 4
/** For how long they do. */
const latestMs = 30 * 60_000

/** @param isOpen whether a connection to the partner stands. */
export function patiently(isOpen: (to: PartnerAddress) => boolean) {
  const late = new Map<string, Set<AbortController>>()

  function goOn(to: PartnerAddress, stop: AbortController, answer: Promise<string>, told: Patience['late']): void {
    const others = late.get(to.member) ?? new Set()
    late.set(to.member, others)
    const [oldest] = others
    if (others.size >= mostLate && oldest) {
      others.delete(oldest)
      oldest.abort(new Error('later answers are waited for'))
    }
    others.add(stop)
    const end = Promise.withResolvers<void>()
    const timer = setTimeout(end.resolve, latestMs).unref()
    end.promise.then(() => stop.abort(new Error(`no answer within ${latestMs} ms`))).catch(() => undefined)
    answer
      .then(told)
      // The attempt has been told of as failed already.
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(timer)
        others.delete(stop)
      })
  }

  /**
   * @param begin makes the request, which ends when the signal says so.
   * @throws {Problem} `receipt-late` · `partner-unreachable`
   */
  return async function inTime(
    to: PartnerAddress,
    { limitMs, late: told }: Patience,
    begin: (signal: AbortSignal) => Promise<string>,
  ): Promise<string> {
    const stop = new AbortController()
    const over = Promise.withResolvers<undefined>()
    const timer = setTimeout(() => over.resolve(undefined), limitMs)
    try {
      const answer = begin(stop.signal)
      const inTime = await Promise.race([answer, over.promise])
      if (inTime !== undefined) return inTime
      goOn(to, stop, answer, told)
    } finally {
      clearTimeout(timer)
    }
    if (!isOpen(to)) {
      const nobody = new Error(`no connection within ${limitMs} ms`)
      stop.abort(nobody)
      throw unreachable(to, { fault: 'line-dropped', found: nobody.message }, nobody)
    }
    throw new Problem(
      'receipt-late',
      `${to.member} is connected and gave no receipt within ${Math.round(limitMs / 1000)} s; one that comes later still counts`,
    )
  }
}
