// G9 and G16: so many messages wait for a partner that is away. It comes back; the gateway starts again with all of them waiting.
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { clientOf } from '../support/client.ts'
import { killHard, spawnGateway } from '../support/gateways.ts'
import { agreementBetween, type Installation, install, peer } from '../support/installation.ts'
import { openLoad } from './load.ts'
import { round2 } from './median.ts'
import { bytes, startPair } from './pair.ts'
import { type Found, type Length, warmMessages } from './scenario.ts'

const waiting = Number(process.env.BACKLOG ?? 100_000)
const few = 1_000

const residentMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

export async function backlog({ ms }: Length): Promise<Found> {
  const steady = await startPair({})
  await steady.load.backlog(warmMessages)
  const { rate: steadyPerS } = await steady.load.run(64, 2 * ms)
  await steady.end()

  const folder = await mkdtemp(join(tmpdir(), 'bulla-backlog-'))
  const ends: (() => unknown)[] = []
  const test = { teardown: (end: () => unknown) => void ends.push(end) }
  const settings = { LOG_LEVEL: 'info', LOG_FILE: 'gateway.log' }
  const a = await install(join(folder, 'XA'), 'XA', { settings })
  const b = await install(join(folder, 'XB'), 'XB', { settings })
  const agreement = await peer(a, b, agreementBetween(a, b))
  let one = await spawnGateway(test, a)
  const load = await openLoad(a, agreement.id, bytes, [one.pid ?? 0])
  const post = (count: number) => load.post(count)
  await post(few)
  const fewMiB = residentMiB(one.pid ?? 0)
  await post(waiting - few)
  const growthMiB = Math.round(residentMiB(one.pid ?? 0) - fewMiB)
  await load.end()

  await killHard(one)
  const startMs = performance.now()
  one = await spawnGateway(test, a)
  const readyMs = performance.now() - startMs
  await spawnGateway(test, b)
  const upMs = performance.now()
  const left = () => waitingAt(a)
  while ((await left()) === waiting) await pause(20)
  const deliveringMs = readyMs + performance.now() - upMs
  const [fromMs, from] = [performance.now(), await left()]
  while ((await left()) > 0) await pause(200)
  const drainedPerS = from / ((performance.now() - fromMs) / 1000)
  for (const end of ends) end()
  await rm(folder, { recursive: true, force: true })
  return {
    rows: {
      [`G9 backlog of ${waiting} drains / batched steady rate, must ≥ 0.8`]: round2(drainedPerS / steadyPerS),
      'G9 memory of the sender over that with 1 000 waiting, MiB, must ≤ 64': growthMiB,
      [`G16 restart with ${waiting} waiting: ready, s, must ≤ 3`]: round2(readyMs / 1000),
      'G16 and delivering, s (partner started after it)': round2(deliveringMs / 1000),
    },
    json: {
      G9: { toSteady: round2(drainedPerS / steadyPerS), drainedPerS: round2(drainedPerS), growthMiB },
      G16: { readyS: round2(readyMs / 1000), deliveringS: round2(deliveringMs / 1000) },
    },
  }
}

async function waitingAt(installation: Installation): Promise<number> {
  const client = clientOf(installation, 'operator')
  const { json } = await client.get('/v1/operator/status')
  client.close()
  const waits = json.waiting as { readonly deliveries: number }[]
  return waits.reduce((sum, { deliveries }) => sum + deliveries, 0)
}
