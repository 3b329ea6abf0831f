// G12: ten partners, of which one is dead and one answers two seconds late. The others keep their rate.
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnGateway } from '../support/gateways.ts'
import { agreementBetween, install, peer } from '../support/installation.ts'
import { freePort } from '../support/ports.ts'
import { type Load, openLoad } from './load.ts'
import { undisturbed } from './machine.ts'
import { median, round2 } from './median.ts'
import { bytes } from './pair.ts'
import type { Found, Length } from './scenario.ts'

const count = 10
const lateMs = 2_000

/** Passes on what it is given, and what comes back late. */
function latePassage(to: number) {
  const server = createServer((socket) => {
    const far = connect(to, '127.0.0.1')
    socket.on('data', (chunk) => far.write(chunk))
    far.on('data', (chunk) => setTimeout(() => socket.write(chunk), lateMs))
    for (const [end, other] of [
      [socket, far],
      [far, socket],
    ] as const) {
      end.on('close', () => other.destroy())
      end.on('error', () => other.destroy())
    }
  })
  return server
}

export async function tenPartners({ rounds, ms }: Length): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'bulla-partners-'))
  const ends: (() => unknown)[] = []
  const test = { teardown: (end: () => unknown) => void ends.push(end) }
  const settings = { LOG_LEVEL: 'info', LOG_FILE: 'gateway.log' }
  const us = await install(join(folder, 'XA'), 'XA', { settings })
  const lateAt = await freePort()
  const partners = []
  for (let index = 0; index < count; index += 1) {
    const member = `X${String.fromCharCode('B'.charCodeAt(0) + index)}`
    partners.push(
      await install(join(folder, member), member, { settings, ...(index === 1 && { endpointPort: lateAt }) }),
    )
  }
  const agreements = []
  for (const partner of partners) {
    const agreement = agreementBetween(us, partner)
    agreements.push(await peer(us, partner, { ...agreement, id: `XA-${partner.member}` }))
  }
  const children = [await spawnGateway(test, us)]
  // The first one is dead, the second one late.
  for (const partner of partners.slice(1)) children.push(await spawnGateway(test, partner))
  const late = latePassage(partners[1]?.ports.partner ?? 0)
  await new Promise<void>((resolve) => late.listen(lateAt, '127.0.0.1', resolve))
  ends.push(() => late.close())
  const pids = children.map(({ pid }) => pid ?? 0)
  const loads: Load[] = []
  for (const agreement of agreements) loads.push(await openLoad(us, agreement.id, bytes, pids))
  const [dead, slow, ...good] = loads
  for (const each of good) await each.run(4, 1_000)

  const rateOfGood = async () =>
    (await Promise.all(good.map((each) => each.run(4, ms)))).reduce((sum, { rate }) => sum + rate, 0)
  const p99OfGood = async () => {
    const found = await Promise.all(good.map((each) => each.run(4, ms)))
    return { rate: found.reduce((sum, { rate }) => sum + rate, 0), p99Ms: Math.max(...found.map(({ p99Ms }) => p99Ms)) }
  }
  await rateOfGood()
  const { figures, others, repeated } = await undisturbed(rounds, pids, async () => {
    const alone = await p99OfGood()
    await Promise.all([dead?.post(200), slow?.post(200)])
    const beside = await p99OfGood()
    return { rate: beside.rate / alone.rate, p99: beside.p99Ms / alone.p99Ms }
  })
  for (const each of loads) await each.end()
  for (const end of ends) end()
  await rm(folder, { recursive: true, force: true })
  const [rate, p99] = [
    round2(median(figures.map((each) => each.rate))),
    round2(median(figures.map((each) => each.p99))),
  ]
  return {
    rows: {
      'G12 one dead and one slow among ten: rate of the others / without them, must ≥ 0.90': rate,
      'G12 their p99 / without them': p99,
      'cores used by others, a round; rounds repeated': `${others.join(' ')}; ${repeated}`,
    },
    json: { G12: { rate, p99 }, others, repeated },
  }
}
