// An idempotency key makes something happen once: what the first answer said is stored with what
// was done, and given again.

import type { JsonObject } from '../../../crypto/json.ts'
import type { SubmittedView } from '../../answers/message-answers.ts'
import { Problem } from '../../model/problems/problems.ts'
import { inTurn, type Turns } from '../../model/running.ts'
import type { Client, NationalFlows, Submit } from '../../ports/doors/national.ts'
import type { IdempotencyRow } from '../../ports/rows.ts'
import type { Done, Idempotency, Stamp, SubmittingStore } from '../../ports/submitting.ts'

/**
 * Runs `act` unless an answer is stored under the key, also by another node meanwhile; callers of
 * one node with the same key take turns. `again` makes the answer of what is stored: ids alone are.
 */
export type Once = <Answer>(
  client: Client,
  idempotency: Idempotency | null | undefined,
  act: (stamp: Stamp | null) => Promise<Answer>,
  again: (stored: JsonObject, status: number) => Promise<Answer>,
) => Promise<Done<Answer>>

/** @throws {Problem} `idempotency-key-reused` when the key stands for another request. */
export function once(store: SubmittingStore): Once {
  const running: Turns = new Map()
  /** What is asked under each key that is under way, and how often. */
  const underWay = new Map<string, { readonly requestSha256: string; asked: number }>()
  return async (client, idempotency, act, again) => {
    if (!idempotency) return { answer: await act(null), repeated: false }
    const { key, requestSha256 } = idempotency
    const repeated = async (stored: IdempotencyRow) => {
      if (stored.requestSha256 !== requestSha256)
        throw new Problem('idempotency-key-reused', 'this idempotency key was used with another request')
      return { answer: await again(JSON.parse(stored.answer) as JsonObject, stored.status), repeated: true }
    }
    const stamp: Stamp = (status, answer, at) => ({
      ...{ client: client.id, key, requestSha256, status, answer: JSON.stringify(answer), at },
    })
    const name = `${client.id} ${key}`
    const now = underWay.get(name) ?? { requestSha256, asked: 0 }
    // It would wait for that one's end, which an upload takes hours to come to.
    if (now.requestSha256 !== requestSha256)
      throw new Problem('idempotency-key-reused', 'another request under this idempotency key is under way')
    now.asked += 1
    underWay.set(name, now)
    const done = inTurn(running, name, async () => {
      const stored = await store.idempotency(client.id, key)
      if (stored) return repeated(stored)
      try {
        return { answer: await act(stamp), repeated: false }
      } catch (error) {
        // Another node may have stored it since we looked, and changed the case under our hands;
        // or our own commit was never answered.
        const meanwhile = await store.idempotency(client.id, key).catch(() => undefined)
        if (meanwhile) return repeated(meanwhile)
        throw error
      }
    })
    return done.finally(() => {
      now.asked -= 1
      if (now.asked === 0) underWay.delete(name)
    })
  }
}

/** A message is known by what was answered when it was submitted. */
export const submittedOnce =
  (onlyOnce: Once, submit: Submit): NationalFlows['submit'] =>
  async (client, ask, idempotency) =>
    asSubmitted(await onlyOnce(client, idempotency, (stamp) => submit(client, ask, stamp), submittedAgain))

export const submittedAgain = async (stored: JsonObject, status: number) => ({
  ...{ status: status === 201 ? (201 as const) : (202 as const), outcome: 'repeated' as const },
  answer: stored as unknown as SubmittedView,
})

export const asSubmitted = <Answer>({ answer }: Done<Answer>): Answer => answer
