// H4: two good partners send while a third floods with refused envelopes, a fourth drips on all its connections and a fifth is dead:
// the good ones keep their rate and their slowest answers, and the memory of the gateway stays flat.
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Agreement } from '../../gateway/model/agreement.ts'
import { quickly, spawnGateway } from '../support/gateways.ts'
import { agreementBetween, type Installation, install, peer } from '../support/installation.ts'
import type { Harm } from './harm.ts'
import { type Load, openLoad, peakMiB } from './load.ts'
import { cpuMs, undisturbed } from './machine.ts'
import { median, round2 } from './median.ts'
import { bytes } from './pair.ts'
import type { Found, Length } from './scenario.ts'

const goodCallers = 4
/** The longest that a receipt, and the end of a harm, is waited for; and in which time rounds begin. */
const [receiptMs, harmMs, allMs] = [10_000, 10_000, 150_000]

/** @returns what begins and ends the harm of one partner, in a process of its own. */
function harming(harm: Harm) {
  const child: ChildProcess = fork(join(import.meta.dirname, 'harm.ts'), [JSON.stringify(harm)], {
    execArgv: [...quickly],
  })
  const told = (word: 'go' | 'rest') =>
    new Promise<void>((resolve) => {
      // Whoever is held up by the limits goes on by itself: what is measured does not wait for it.
      setTimeout(resolve, harmMs).unref()
      child.once('message', () => resolve())
      child.send(word)
    })
  return { pid: child.pid ?? 0, go: () => told('go'), rest: () => told('rest'), end: () => child.kill('SIGKILL') }
}

export async function harmfulPartners({ rounds, ms }: Length): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'bulla-limits-'))
  const ends: (() => unknown)[] = []
  const test = { teardown: (end: () => unknown) => void ends.push(end) }
  const settings = { LOG_LEVEL: 'info', LOG_FILE: 'gateway.log' }
  // With the limits as they come, but for cases: a benchmark opens more in a minute than a customs office in a week.
  const usual = { RATE_PER_PARTNER: 200, STATEMENTS_PER_PARTNER: 500, CASES_PER_PARTNER: 1_000_000 }
  const us = await install(join(folder, 'XA'), 'XA', { settings: { ...settings, ...usual } })
  const members = ['XB', 'XC', 'XD', 'XE', 'XF'] as const
  const partners: Installation[] = []
  for (const member of members) partners.push(await install(join(folder, member), member, { settings }))
  const agreements: Agreement[] = []
  for (const partner of partners)
    agreements.push(await peer(us, partner, { ...agreementBetween(us, partner), id: `XA-${partner.member}` }))
  const gateway = await spawnGateway(test, us)
  // XB and XC are good; XD floods, XE drips, XF is dead.
  const children = [gateway]
  for (const partner of partners.slice(0, 2)) children.push(await spawnGateway(test, partner))
  const harms = (['flood', 'drip'] as const).map((kind, index) =>
    harming({ kind, from: partners[index + 2] as Installation, to: us, agreement: agreements[index + 2] as Agreement }),
  )
  for (const { end } of harms) ends.push(end)
  const harmPids = harms.map(({ pid }) => pid)
  const pids = [...children.map(({ pid }) => pid ?? 0), ...harmPids]
  const good: Load[] = []
  for (const [index, partner] of partners.slice(0, 2).entries())
    good.push(await openLoad(partner, agreements[index]?.id ?? '', bytes, pids))
  const toDead = await openLoad(us, agreements[4]?.id ?? '', bytes, pids)
  // Before anything comes in: what we said first is ours to say again.
  await toDead.post(1)
  for (const each of good) await each.run(goodCallers, 1_000, receiptMs)

  const ofGood = async (everyMs = 0) => {
    const found = await Promise.all(good.map((each) => each.run(goodCallers, ms, receiptMs, everyMs)))
    const missing = found.reduce((sum, each) => sum + each.missing, 0)
    return {
      rate: found.reduce((sum, { rate }) => sum + rate, 0),
      p99Ms: Math.max(...found.map(({ p99Ms }) => p99Ms)),
      missing,
    }
  }
  await ofGood()
  const { figures, others, repeated } = await undisturbed(
    rounds,
    pids,
    async () => {
      const alone = await ofGood()
      // Half of what they reach alone: who means harm here uses the same two cores, and elsewhere its own.
      const everyMs = (good.length * goodCallers * 1000) / (alone.rate / 2)
      const halfAlone = await ofGood(everyMs)
      await Promise.all([toDead.post(50), ...harms.map(({ go }) => go())])
      const [began, harmed] = [performance.now(), cpuMs(harmPids)]
      const beside = await ofGood()
      const harmCores = (cpuMs(harmPids) - harmed) / (performance.now() - began)
      const halfBeside = await ofGood(everyMs)
      await Promise.all(harms.map(({ rest }) => rest()))
      const ratios = { rate: beside.rate / alone.rate, p99: beside.p99Ms / alone.p99Ms, harmCores }
      const elsewhere = ratios.rate / (1 - harmCores / availableParallelism())
      const half = { halfRate: halfBeside.rate / halfAlone.rate, halfP99: halfBeside.p99Ms / halfAlone.p99Ms }
      return { ...ratios, ...half, elsewhere, alone, beside, halfAlone, halfBeside }
    },
    Math.min(2 * allMs, 80 * rounds * ms),
  )
  const peak = Math.round(peakMiB(gateway.pid ?? 0))
  for (const each of [...good, toDead]) await each.end()
  for (const end of ends) end()
  await rm(folder, { recursive: true, force: true })
  type Name = 'rate' | 'elsewhere' | 'harmCores' | 'p99' | 'halfRate' | 'halfP99'
  const of = (name: Name) => round2(median(figures.map((each) => each[name])))
  const [rate, p99] = [of('rate'), of('p99')]
  return {
    rows: {
      'a flooding, a dripping and a dead partner: rate of the two good ones / alone, must ≥ 0.90': rate,
      'their p99 / alone, must ≤ 2': p99,
      'that rate / what is left of the cores beside the processes that harm; their cores': `${of('elsewhere')}; ${of('harmCores')}`,
      'the same where they send half of what they reach alone: rate; p99': `${of('halfRate')}; ${of('halfP99')}`,
      'highest RSS of the gateway in MiB, must < 512': peak,
      'receipts that did not come in 10 s; rounds': `${figures.reduce((sum, { beside }) => sum + beside.missing, 0)}; ${figures.length}`,
      'cores used by others, a round; rounds repeated': `${others.join(' ')}; ${repeated}`,
    },
    json: { limits: { rate, p99, peakMiB: peak, figures }, others, repeated },
  }
}
