// G8: one item from its submission to the verified receipt, waited for by the event feed; the first of a process and the later ones.
import { randomBytes } from 'node:crypto'
import { Pool } from 'undici'
import { ack, responseBody } from '../support/bodies.ts'
import { clientOf, type NationalClient } from '../support/client.ts'
import { agreementBetween } from '../support/installation.ts'
import { open, posting, provide, untilState } from '../support/story.ts'
import { type Feed, openFeed } from './feed.ts'
import { peakMiB } from './load.ts'
import { undisturbed } from './machine.ts'
import { median, round2 } from './median.ts'
import { type Pair, startPair } from './pair.ts'
import { openReference } from './reference.ts'
import type { Found, Length } from './scenario.ts'

const MiB = 1 << 20
const itemsEach = 3

/** MiB/s from the post to the receipt that the feed tells of. */
async function deliverItem(
  both: Pair,
  [asking, answering]: readonly [NationalClient, NationalClient],
  feed: Feed,
  mebibytes: number,
): Promise<number> {
  const agreement = agreementBetween(both.a, both.b).id
  const { case: id } = await open(asking, agreement)
  await untilState(answering, id, 'submitted')
  await posting(id)(answering, 'ack', ack())
  await untilState(asking, id, 'accepted')
  const block = randomBytes(MiB)
  const content = async function* () {
    for (let sent = 0; sent < mebibytes; sent += 1) yield block
  }
  const { items } = await provide(answering, { agreement, case: id }, [
    ['declaration', randomBytes(1000)],
    ['commercial-invoice', content()],
  ])
  const [w1 = '', w2 = ''] = items
  const start = performance.now()
  const { json } = await posting(id)(answering, 'response', responseBody({ w1: [w1], w2: [w2] }), { items })
  if (!(await feed.receiptOf(String(json.message)))) throw new Error('no receipt came in time')
  return mebibytes / ((performance.now() - start) / 1000)
}

async function pairWith(mebibytes: number, count: number) {
  const both = await startPair({})
  const clients = [clientOf(both.a), clientOf(both.b)] as const
  const pool = new Pool(`https://localhost:${both.b.ports.national}`, { connect: { ca: both.b.ca.certPem } })
  const feed = await openFeed(pool, `Bearer ${both.b.tokens.officer}`)
  const perS: number[] = []
  for (let item = 0; item < count; item += 1) perS.push(await deliverItem(both, clients, feed, mebibytes))
  feed.end()
  await pool.destroy()
  const peaks = both.pids.map(peakMiB)
  for (const client of clients) client.close()
  await both.end()
  return { perS, peaks }
}

export async function items({ rounds }: Length): Promise<Found> {
  const reference = await openReference()
  const { figures, others, repeated } = await undisturbed(rounds, [], async () => {
    const { perS, peaks } = await pairWith(50, itemsEach)
    const streamed = await reference?.stream(50)
    return { perS, peaks, streamed }
  })
  const large = await pairWith(500, 1)
  await reference?.end()
  const toReference = (index: number) =>
    round2(median(figures.flatMap(({ perS, streamed }) => (streamed ? (perS[index] ?? 0) / streamed : []))))
  const ratios = Array.from({ length: itemsEach }, (_, index) => toReference(index))
  const perS = Array.from({ length: itemsEach }, (_, index) =>
    round2(median(figures.map((each) => each.perS[index] ?? 0))),
  )
  const growthMiB = large.peaks.map((peak, side) =>
    Math.round(peak - median(figures.map(({ peaks }) => peaks[side] ?? 0))),
  )
  return {
    rows: {
      'G8 50 MiB / reference stream: first item, must ≥ 0.6': ratios[0] ?? 0,
      'G8 the same: second item, must ≥ 0.8': ratios[1] ?? 0,
      'G8 the same: third item': ratios[2] ?? 0,
      'MiB/s of ours': perS.join(', '),
      'G8 peak memory of 500 MiB over 50 MiB, sender and receiver, MiB, must ≤ 64': growthMiB.join(' and '),
      'cores used by others, a round; rounds repeated': `${others.join(' ')}; ${repeated}`,
    },
    json: { G8: { ratios, perS, growthMiB }, others, repeated },
  }
}
