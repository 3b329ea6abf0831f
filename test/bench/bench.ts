// npm run bench: what the exchange costs, as ratios to the reference taken alternately in the same run. Goals G1, G2, G3, G5, G8, G15 of
// docs/performance.md. Prints a table and, as its last line, one JSON object. Takes about five minutes.
import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { ack, responseBody } from '../support/bodies.ts'
import { clientOf } from '../support/client.ts'
import { agreementBetween } from '../support/installation.ts'
import { open, posting, provide, untilState } from '../support/story.ts'
import { decisions } from './decisions.ts'
import { type Figures, peakMiB } from './load.ts'
import { median, round2 } from './median.ts'
import { severalNodes } from './nodes.ts'
import { bytes, startPair } from './pair.ts'
import { openReference, type Reference } from './reference.ts'

const rounds = Number(process.env.ROUNDS ?? 5)
const ms = Number(process.env.MS ?? 2500)
const MiB = 1 << 20

async function exchange(reference: Reference | undefined) {
  const single = await startPair({ MAX_BATCH_STATEMENTS: 1 })
  const batched = await startPair({})
  const without = await startPair({}, ['--import', join(import.meta.dirname, 'without-log.mjs')])
  await single.load.run(8, 1000)
  await batched.load.run(64, 1000)
  await without.load.run(64, 1000)
  const seen: Record<string, Figures[]> = { single: [], batched: [], idle: [] }
  const evidence: number[] = []
  const beside: { pipeline: number[]; cpu: number[]; batch: number[]; idle: number[]; own: number[] } = {
    pipeline: [],
    cpu: [],
    batch: [],
    idle: [],
    own: [],
  }
  for (let round = 0; round < rounds; round += 1) {
    const one = await single.load.run(32, ms)
    const ref = await reference?.pipeline({ callers: 32, crypto: 'jose', ms: Math.floor(ms / 3) })
    const many = await batched.load.run(64, ms)
    const bare = await without.load.run(64, ms)
    evidence.push(many.cpuMs / bare.cpuMs)
    const refMany = await reference?.pipeline({ callers: 64, crypto: 'jose', batch: 16, ms: Math.floor(ms / 3) })
    const idle = await batched.load.run(1, Math.floor(ms / 2))
    const refIdle = await reference?.pipeline({ callers: 1, crypto: 'jose', ms: Math.floor(ms / 4) })
    seen.single?.push(one)
    seen.batched?.push(many)
    seen.idle?.push(idle)
    beside.own.push(many.rate / one.rate)
    if (ref) beside.pipeline.push(one.rate / ref.rate)
    if (ref) beside.cpu.push(one.cpuMs / ref.cpuMs)
    if (refMany) beside.batch.push(many.rate / refMany.rate)
    if (refIdle) beside.idle.push(idle.p50Ms / refIdle.p50Ms)
  }
  const drained = await batched.load.backlog(2000)
  await single.end()
  await batched.end()
  await without.end()
  const own = (name: string, figure: keyof Figures) => round2(median((seen[name] ?? []).map((each) => each[figure])))
  return {
    ours: {
      unbatchedPerS: own('single', 'rate'),
      batchedPerS: own('batched', 'rate'),
      backlogPerS: round2(drained.rate),
      cpuMsPerMessage: own('single', 'cpuMs'),
      cpuMsPerMessageBatched: own('batched', 'cpuMs'),
      idleP50Ms: own('idle', 'p50Ms'),
      idleP99Ms: own('idle', 'p99Ms'),
    },
    ratios: {
      G1: round2(median(beside.pipeline)),
      G2: round2(median(beside.cpu)),
      G3own: round2(median(beside.own)),
      G3reference: round2(median(beside.batch)),
      G5: round2(median(beside.idle)),
      evidence: round2(median(evidence)),
    },
  }
}

/** One item from national upload to national read on the other side; seconds and peak memory of both gateways. */
async function item(mebibytes: number) {
  const both = await startPair({})
  const [asking, answering] = [clientOf(both.a), clientOf(both.b)]
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
  await posting(id)(answering, 'response', responseBody({ w1: [w1], w2: [w2] }), { items })
  await untilState(asking, id, 'answered', 120_000)
  const seconds = (performance.now() - start) / 1000
  const peaks = both.pids.map(peakMiB)
  asking.close()
  answering.close()
  await both.end()
  return { mebibytes, perS: mebibytes / seconds, peaks }
}

const reference = await openReference()
if (!reference) console.log('the reference is not here: our own figures only')
const figures = await exchange(reference)
const fifty = await item(50)
const large = await item(500)
const streamed = await reference?.stream(50)
await reference?.end()
const G15 = await severalNodes({ rounds, ms })
const decided = await decisions()
const G8 = {
  growthMiB: large.peaks.map((peak, side) => Math.round(peak - (fifty.peaks[side] ?? 0))),
  rate: round2(fifty.perS),
  toReference: streamed ? round2(fifty.perS / streamed) : Number.NaN,
}
console.table(figures.ours)
console.table({
  'G1 unbatched rate / reference, goal ≥ 0.70': figures.ratios.G1,
  'G2 CPU per message / reference, goal ≤ 1.5': figures.ratios.G2,
  'G3 batched / own unbatched, goal ≥ 1.7': figures.ratios.G3own,
  'G3 batched / reference in batches of 16, goal ≥ 0.65': figures.ratios.G3reference,
  'G5 idle p50 / reference, goal ≤ 1.5': figures.ratios.G5,
  'CPU per message with the evidence log / without it, goal ≤ 1.10': figures.ratios.evidence,
  'G8 peak memory of 500 MiB over 50 MiB, sender and receiver, goal ≤ 64': G8.growthMiB.join(' and '),
  'G8 50 MiB end to end / reference, goal ≥ 0.6': G8.toReference,
  ...G15.rows,
})
// Goal: p99 of 2 ms in a case of 30 statements, of 10 ms in one of 1 000.
console.table(decided)
console.log(
  JSON.stringify({
    bench: 'exchange',
    node: process.version,
    cores: availableParallelism(),
    bytes,
    rounds,
    ...figures.ours,
    ...figures.ratios,
    G8,
    G15: G15.ratios,
    decisions: decided,
  }),
)
