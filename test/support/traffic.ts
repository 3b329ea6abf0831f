// National systems under load, and what must be true when it is over: nothing lost, nothing twice, order kept, receipts complete.
// It tries again under an idempotency key where a gateway is killed, which story.ts, the teller of single cases, must not.
import { requestBody } from './bodies.ts'
import { clientOf, type NationalClient } from './client.ts'
import type { Installation } from './installation.ts'

export interface Posted {
  readonly from: Installation
  readonly to: Installation
  readonly case: string
  /** In the order in which they were answered. */
  readonly messages: readonly string[]
}

export interface Wish {
  readonly agreement: string
  readonly cases: number
  /** Number of the first one: what was posted before is not posted again. */
  readonly first?: number
  /** Between two cases, in milliseconds at most. */
  readonly pauseMs: number
  /** A second message follows in each case at once, so that there is an order to keep. */
  readonly withdrawn?: boolean
  random(): number
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Opens cases one after the other; repeats each request under its idempotency key until it is answered, as national systems do. */
export async function post(from: Installation, to: Installation, wish: Wish): Promise<Posted[]> {
  const client = clientOf(from)
  const posted: Posted[] = []
  const { first = 0 } = wish
  for (let number = first; number < first + wish.cases; number += 1) {
    const opened = await untilTaken(client, `k-${number}`, '/v1/cases', {
      agreement: wish.agreement,
      office: 'HQ',
      body: requestBody({ matter: `matter ${number}` }),
    })
    const messages = [String(opened['message'])]
    if (wish.withdrawn) {
      const path = `/v1/cases/${opened['case']}/messages`
      const body = { type: 'withdraw', body: { reason: 'The importer corrected the declaration.' } }
      messages.push(String((await untilTaken(client, `w-${number}`, path, body))['message']))
    }
    posted.push({ from, to, case: String(opened['case']), messages })
    await pause(wish.random() * wish.pauseMs)
  }
  client.close()
  return posted
}

async function untilTaken(client: NationalClient, key: string, path: string, json: unknown) {
  for (;;) {
    try {
      const answer = await client.post(path, json, { 'idempotency-key': key })
      if (answer.status === 202) return answer.json
      if (answer.status < 500) throw new Error(`${answer.status} ${JSON.stringify(answer.json)}`)
    } catch (error) {
      if (!isLineFault(error)) throw error
    }
    await pause(30)
  }
}

export const isLineFault = (error: unknown): boolean =>
  error instanceof Error &&
  /ECONNREFUSED|ECONNRESET|EPIPE|socket hang up|aborted|socket disconnected/.test(
    `${'code' in error ? error.code : ''} ${error.message}`,
  )

type Test = {
  ok(found: unknown, what: string): unknown
  equal(found: unknown, wanted: unknown, what: string): unknown
  same(found: unknown, wanted: unknown, what: string): unknown
}

/** Waits until each side has delivered all, then compares what each has with what was posted. */
export async function demandAll(t: Test, sides: readonly Installation[], posted: readonly Posted[]): Promise<void> {
  const sent = (installation: Installation) =>
    posted.filter(({ from }) => from === installation).flatMap(({ messages }) => messages)
  for (const side of sides) await untilDelivered(side, sent(side).length)
  for (const side of sides)
    await demandHere(
      t,
      side,
      sent(side),
      posted.filter(({ to }) => to === side),
    )
}

const delivered = '/v1/operator/deliveries?state=delivered&limit=200'

async function untilDelivered(installation: Installation, count: number, withinMs = 60_000): Promise<void> {
  const client = clientOf(installation, 'operator')
  const end = Date.now() + withinMs
  try {
    for (let found = 0; found < count; await pause(200)) {
      found = (await rowsOf(client, delivered)).length
      if (found < count && Date.now() > end) throw new Error(`${found} of ${count} are delivered`)
    }
  } finally {
    client.close()
  }
}

/** Of all pages. */
async function rowsOf<R>(client: NationalClient, path: string): Promise<R[]> {
  const rows: R[] = []
  for (let cursor: unknown = ''; typeof cursor === 'string'; ) {
    const { json } = await client.get(cursor === '' ? path : `${path}&cursor=${encodeURIComponent(cursor)}`)
    rows.push(...(json['rows'] as R[]))
    cursor = json['next']
  }
  return rows
}

async function demandHere(
  t: Test,
  installation: Installation,
  own: readonly string[],
  theirs: readonly Posted[],
): Promise<void> {
  const [client, operator] = [clientOf(installation), clientOf(installation, 'operator')]
  try {
    const settled = await rowsOf<{ delivery: string; receipt: string | null }>(operator, delivered)
    t.same(settled.map(({ delivery }) => delivery).sort(), own.toSorted(), 'every message is delivered')
    t.ok(
      settled.every(({ receipt }) => receipt !== null),
      'every receipt is there',
    )
    const cases = await rowsOf<{ case: string; role: string }>(client, '/v1/cases?limit=200')
    t.same(
      cases.flatMap(({ role, case: id }) => (role === 'requested' ? [id] : [])).sort(),
      theirs.map(({ case: id }) => id).sort(),
      'every case of the partner is here, and exactly once',
    )
    const events = (await client.get('/v1/events?after=0&limit=1000')).json['rows'] as {
      kind: string
      case: string
      message: string
    }[]
    const received = events.filter(({ kind }) => kind === 'message.received')
    t.same(
      received.map(({ message }) => message).sort(),
      theirs.flatMap(({ messages }) => messages).sort(),
      'each message had one effect',
    )
    const disordered = theirs.filter(({ case: id, messages }) => {
      const arrived = received.filter((event) => event.case === id).map(({ message }) => message)
      return arrived.join() !== messages.join()
    })
    t.equal(disordered.length, 0, 'the order of each case is kept')
  } finally {
    client.close()
    operator.close()
  }
}
