// A national system that posts so many messages a second for as long as it is told, and what became of each of them: answered, receipted,
// and how long both took. Nothing is tried again, so that whatever fails is seen.
import { requestBody } from './bodies.ts'
import { clientOf } from './client.ts'
import type { Installation } from './installation.ts'
import { pause } from './traffic.ts'

/** A message that was posted, by `performance.now()`. */
export interface Sent {
  readonly case: string
  readonly message: string
  readonly postedAt: number
  readonly answeredAt: number
}

export interface Traffic {
  /** Messages that were answered with 202, so far. */
  readonly sent: readonly Sent[]
  /** What failed, each as it was told. */
  readonly failed: readonly string[]
  /** How often the feed told of each message: ours with its receipt, and what the partner sent. */
  readonly delivered: ReadonlyMap<string, number>
  readonly received: ReadonlyMap<string, number>
  /** When the receipt of a message of ours was there. */
  readonly receiptedAt: ReadonlyMap<string, number>
  /** Number of the last event that the feed told of. */
  last(): number
  /** Posts no more; resolves when every post was answered. */
  stop(): Promise<void>
  /** Ends the feed and the connections. */
  end(): Promise<void>
}

/** So many messages may wait for their receipts, in seconds of the pace; then it falls back to what the machine bears. */
const mostOpenSeconds = 2

/** @param after number of the last event that was told before */
export function pacedTraffic(from: Installation, agreement: string, perSecond: number, after = 0): Traffic {
  const national = clientOf(from)
  const ending = new AbortController()
  const [sent, failed]: [Sent[], string[]] = [[], []]
  const [delivered, received, receiptedAt] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ]
  const feed = follow()
  let [going, last] = [true, after]
  const posting = post()

  async function follow(): Promise<void> {
    const told = { 'message.delivered': delivered, 'message.received': received }
    for await (const { kind, message, seq } of national.client.events({ after, signal: ending.signal })) {
      last = seq
      const counted = told[kind as keyof typeof told]
      if (counted === undefined || message === null) continue
      counted.set(message, (counted.get(message) ?? 0) + 1)
      if (counted === delivered) receiptedAt.set(message, performance.now())
    }
  }

  async function post(): Promise<void> {
    const inFlight = new Set<Promise<void>>()
    let dueAt = performance.now()
    for (let number = 0; going; number += 1) {
      const waitMs = dueAt - performance.now()
      if (waitMs > 0) await pause(waitMs)
      while (inFlight.size + sent.length - delivered.size > perSecond * mostOpenSeconds && going) await pause(10)
      const asked: Promise<void> = postOne(number).finally(() => inFlight.delete(asked))
      inFlight.add(asked)
      // What fell behind for longer is not made up for.
      dueAt = Math.max(dueAt, performance.now() - 200) + 1000 / perSecond
    }
    await Promise.all(inFlight)
  }

  async function postOne(number: number): Promise<void> {
    const postedAt = performance.now()
    const body = { agreement, office: 'HQ', body: requestBody({ matter: `matter ${number}` }) }
    try {
      const { status, json } = await national.post('/v1/cases', body, { 'idempotency-key': crypto.randomUUID() })
      if (status === 202)
        sent.push({ case: String(json.case), message: String(json.message), postedAt, answeredAt: performance.now() })
      else failed.push(`${from.member} ${status} ${json.code ?? ''}`)
    } catch (error) {
      failed.push(`${from.member} ${error}`)
    }
  }

  return {
    ...{ sent, failed, delivered, received, receiptedAt },
    last: () => last,
    async stop() {
      going = false
      await posting
    },
    async end() {
      ending.abort()
      await feed
      national.close()
    },
  }
}

/** Waits until each side has the receipt of all that it sent, and the other side has it. */
export async function untilSettled([a, b]: readonly [Traffic, Traffic], withinMs: number): Promise<void> {
  const open = () =>
    [
      [a, b],
      [b, a],
    ].some(([from, to]) => from?.sent.some(({ message }) => !from.delivered.has(message) || !to?.received.has(message)))
  for (const endAt = performance.now() + withinMs; open() && performance.now() < endAt; ) await pause(50)
}

/** At what share of the durations this one lies, in milliseconds; NaN of none. */
export function quantile(durations: readonly number[], share: number): number {
  const sorted = durations.toSorted((one, other) => one - other)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
}
