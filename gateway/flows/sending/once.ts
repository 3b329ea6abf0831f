// An idempotency key makes a submission happen once: the first answer is stored with the message,
// and given again.

import type { SubmittedView } from '../../answers/message-answers.ts'
import { Problem } from '../../model/problems/problems.ts'
import { inTurn, type Turns } from '../../model/running.ts'
import type { Client, Idempotency, Submitted } from '../../ports/doors.ts'
import type { IdempotencyRow } from '../../ports/rows.ts'
import type { SubmittingStore } from '../../ports/submitting.ts'

/**
 * Runs `submit` unless an answer is stored under the key, also by another node meanwhile; callers
 * of one node with the same key take turns.
 */
type Once = (client: Client, idempotency: Idempotency, submit: () => Promise<Submitted>) => Promise<Submitted>

/** @throws {Problem} `idempotency-key-reused` when the key stands for another request. */
export function once(store: SubmittingStore): Once {
  const running: Turns = new Map()
  return (client, idempotency, submit) =>
    inTurn(running, `${client.id} ${idempotency.key}`, async () => {
      const stored = await store.idempotency(client.id, idempotency.key)
      if (stored) return repeated(stored, idempotency)
      return submit().catch(async (error: unknown) => {
        // Another node may have stored it since we looked, and changed the case under our hands;
        // or our own commit was never answered.
        const meanwhile = await store.idempotency(client.id, idempotency.key).catch(() => undefined)
        if (meanwhile) return repeated(meanwhile, idempotency)
        throw error
      })
    })
}

/** The stored answer, for the same request only. @throws {Problem} `idempotency-key-reused` */
export function repeated(stored: IdempotencyRow, { requestSha256 }: Pick<Idempotency, 'requestSha256'>): Submitted {
  if (stored.requestSha256 !== requestSha256)
    throw new Problem('idempotency-key-reused', 'this idempotency key was used with another request')
  return {
    status: stored.status === 201 ? 201 : 202,
    outcome: 'repeated',
    answer: JSON.parse(stored.answer) as SubmittedView,
  }
}
