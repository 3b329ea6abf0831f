// G1, G2, G3, G5 and the cost of the evidence log: two gateways against the reference, alternately, both warm.
import { join } from 'node:path'
import { clientOf } from '../support/client.ts'
import type { Figures } from './load.ts'
import { undisturbed } from './machine.ts'
import { median, round2 } from './median.ts'
import { type Pair, startPair } from './pair.ts'
import { openReference, type Pipeline } from './reference.ts'
import { type Found, type Length, warmMessages } from './scenario.ts'

interface Round {
  readonly single: Figures
  readonly batched: Figures
  readonly bare: Figures
  readonly idle: Figures
  readonly beside?: { readonly single: Pipeline; readonly batched: Pipeline; readonly idle: Pipeline }
}

export async function exchange({ rounds, ms }: Length): Promise<Found> {
  const reference = await openReference()
  if (!reference) console.log('the reference is not here: our own figures only')
  const single = await startPair({ MAX_BATCH_STATEMENTS: 1 })
  const batched = await startPair({})
  const without = await startPair({}, ['--import', join(import.meta.dirname, 'without-log.mjs')])
  await demandWithout(without)
  const pairs = [single, batched, without]
  // The first messages of a process are what a gateway costs right after its start.
  const cold = { single: await single.load.backlog(300), batched: await batched.load.backlog(300) }
  for (const { load } of pairs) await load.backlog(warmMessages)
  const pids = pairs.flatMap((pair) => pair.pids)
  const round = async (): Promise<Round> => {
    const one = await single.load.run(32, ms)
    const refOne = await reference?.pipeline({ callers: 32, crypto: 'jose', ms: Math.floor(ms / 2) })
    const many = await batched.load.run(64, ms)
    const refMany = await reference?.pipeline({ callers: 64, crypto: 'jose', batch: 16, ms: Math.floor(ms / 2) })
    const bare = await without.load.run(64, ms)
    const idle = await batched.load.run(1, ms)
    const refIdle = await reference?.pipeline({ callers: 1, crypto: 'jose', ms: Math.floor(ms / 2) })
    const beside = refOne && refMany && refIdle && { single: refOne, batched: refMany, idle: refIdle }
    return { single: one, batched: many, bare, idle, ...(beside && { beside }) }
  }
  const { figures, others, repeated } = await undisturbed(rounds, pids, round)
  for (const pair of pairs) await pair.end()
  await reference?.end()

  const of = (pick: (round: Round) => number | undefined) => round2(median(figures.flatMap((each) => pick(each) ?? [])))
  const G1 = of(({ single, beside }) => beside && single.rate / beside.single.rate)
  const G2 = of(({ single, beside }) => beside && single.cpuMs / beside.single.cpuMs)
  const G3 = of(({ batched, beside }) => beside && batched.rate / beside.batched.rate)
  const G3cpu = of(({ batched, beside }) => beside && batched.cpuMs / beside.batched.cpuMs)
  const G5 = of(({ idle, beside }) => beside && idle.p50Ms / beside.idle.p50Ms)
  const G3own = of(({ single, batched }) => batched.rate / single.rate)
  const evidence = of(({ batched, bare }) => batched.cpuMs / bare.cpuMs)
  const ours = {
    unbatchedPerS: of(({ single }) => single.rate),
    batchedPerS: of(({ batched }) => batched.rate),
    cpuMsPerMessage: of(({ single }) => single.cpuMs),
    cpuMsPerMessageBatched: of(({ batched }) => batched.cpuMs),
    idleP50Ms: of(({ idle }) => idle.p50Ms),
    idleP99Ms: of(({ idle }) => idle.p99Ms),
  }
  const coldly = { cpuMsPerMessage: round2(cold.single.cpuMs), cpuMsPerMessageBatched: round2(cold.batched.cpuMs) }
  return {
    rows: {
      'G1 unbatched rate, 32 callers / reference, must ≥ 0.75': G1,
      'G2 CPU per message / reference, must ≤ 1.5': G2,
      'G3 batched rate, 64 callers / reference in batches of 16, must ≥ 0.60': G3,
      'G3 CPU per message, the same': G3cpu,
      'G5 idle p50, POST to verified receipt / reference, must ≤ 1.2': G5,
      'evidence log, CPU with / without, must ≤ 1.10': evidence,
      'batched rate / own unbatched rate': G3own,
      'CPU per message of ours, ms: unbatched, batched': `${ours.cpuMsPerMessage}, ${ours.cpuMsPerMessageBatched}`,
      'the same of the first 300 messages after a start': `${coldly.cpuMsPerMessage}, ${coldly.cpuMsPerMessageBatched}`,
      'idle p50 and p99 of ours, ms': `${ours.idleP50Ms}, ${ours.idleP99Ms}`,
      'cores used by others, a round; rounds repeated': `${others.join(' ')}; ${repeated}`,
    },
    json: { G1, G2, G3, G3cpu, G5, G3own, evidence, ours, cold: coldly, others, repeated },
  }
}

/** Else the log would be compared with itself. */
async function demandWithout({ a }: Pair): Promise<void> {
  const client = clientOf(a)
  const { octets } = await client.get('/log/checkpoint')
  client.close()
  if (octets.toString().split('\n')[1] !== String(2 ** 40)) throw new Error('without-log.mjs did not take the log away')
}
