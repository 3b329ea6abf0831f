// What the chain a case adds to a release and to a message: with and without it in one run, alternately. And what a report of a thousand reads
// costs to make and to verify. That the chain adds no commit is counted, not measured: test/e2e/commits.test.ts.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { clientOf } from '../support/client.ts'
import type { Ask } from './chain-child.ts'
import { undisturbed } from './machine.ts'
import { median, round2 } from './median.ts'
import { type Pair, startPair } from './pair.ts'
import { type Found, type Length, warmMessages } from './scenario.ts'

const without = ['--import', join(import.meta.dirname, 'without-chain.mjs')]
const releasesOfRound = 100
/** Short rounds and many, so that what others do falls on both alike. */
const pairsOfRound = 8

interface Released {
  readonly cpuMs: number
  /** Uses in the chain of one case: none where it is left out. */
  readonly chained: number
}

interface Reported {
  readonly makeMs: readonly number[]
  readonly verifyMs: readonly number[]
  readonly cpuMs: number
}

async function openChild(execArgv: readonly string[]) {
  const child = fork(join(import.meta.dirname, 'chain-child.ts'), { execArgv: [...execArgv] })
  await once(child, 'message')
  const ended = once(child, 'exit')
  return {
    pid: child.pid ?? 0,
    async ask<Answer>(ask: Ask): Promise<Answer> {
      child.send(ask)
      const [answer] = (await Promise.race([once(child, 'message'), ended])) as [unknown]
      if (typeof answer !== 'object' || answer === null) throw new Error(`the process that measures ended: ${answer}`)
      return answer as Answer
    },
    async end() {
      child.send({ what: 'end' })
      await ended
    },
  }
}

export async function chain({ rounds, ms }: Length): Promise<Found> {
  const releases = await ofReleases(rounds)
  const messages = await ofMessages(rounds, ms)
  const { makeMs, verifyMs, fastestMs, reportCpuMs, ...rest } = releases
  return {
    rows: {
      'a release, CPU with / without the chain, must ≤ 1.05': rest.ratio,
      'CPU of a release, ms: with, without': `${rest.withMs}, ${rest.withoutMs}`,
      'a message, CPU of both gateways, with / without, must ≤ 1.05': messages.ratio,
      'CPU of a message, ms: with, without': `${messages.withMs}, ${messages.withoutMs}`,
      'report of 1 000 reads, ms: made, verified; together must < 200': `${makeMs}, ${verifyMs}`,
      'the same, ms: fastest of both together; CPU': `${fastestMs}, ${reportCpuMs}`,
      'middle half of the rounds: releases, messages': `${rest.between.join(' to ')}, ${messages.between.join(' to ')}`,
      'cores used by others, median of rounds': round2(median([...rest.others, ...messages.others])),
    },
    json: { releases, messages },
  }
}

async function ofReleases(rounds: number) {
  const [chained, bare] = [await openChild([]), await openChild(without)]
  const count = releasesOfRound
  // The compiler is warm before anything is measured.
  for (const { ask } of [chained, bare]) await ask({ what: 'releases', count: 10 * count })
  const pids = [chained.pid, bare.pid]
  let bareFirst = false
  const { figures, others } = await undisturbed(pairsOfRound * rounds, pids, async () => {
    bareFirst = !bareFirst
    const taken = new Map<boolean, Released>()
    for (const isBare of [bareFirst, !bareFirst])
      taken.set(isBare, await (isBare ? bare : chained).ask<Released>({ what: 'releases', count }))
    const [one, other] = [taken.get(false), taken.get(true)]
    if (!one || !other || one.chained === 0 || other.chained !== 0) throw new Error('the chain was not left out')
    return { with: one.cpuMs, without: other.cpuMs }
  })
  const report = await chained.ask<Reported>({ what: 'report' })
  for (const child of [chained, bare]) await child.end()
  return {
    ...compared(figures),
    ...{ makeMs: round2(median(report.makeMs)), verifyMs: round2(median(report.verifyMs)), others },
    ...{
      fastestMs: round2(Math.min(...report.makeMs) + Math.min(...report.verifyMs)),
      reportCpuMs: round2(report.cpuMs),
    },
  }
}

async function ofMessages(rounds: number, ms: number) {
  const [chained, bare] = [await startPair({}), await startPair({}, without)]
  for (const { load } of [chained, bare]) await load.backlog(warmMessages)
  let bareFirst = false
  if (!(await chains(chained)) || (await chains(bare))) throw new Error('the chain was not left out')
  const { figures, others } = await undisturbed(pairsOfRound * rounds, [...chained.pids, ...bare.pids], async () => {
    bareFirst = !bareFirst
    const first = (await (bareFirst ? bare : chained).load.run(64, ms / 4)).cpuMs
    const second = (await (bareFirst ? chained : bare).load.run(64, ms / 4)).cpuMs
    return bareFirst ? { with: second, without: first } : { with: first, without: second }
  })
  for (const pair of [chained, bare]) await pair.end()
  return { ...compared(figures), others }
}

/** Whether what is denied at the recipient has its number in its case. */
async function chains({ b }: Pair): Promise<boolean> {
  const [officer, operator] = [clientOf(b), clientOf(b, 'operator')]
  const [{ case: of } = {}] = (await officer.get('/v1/cases?limit=1')).json.rows as { case: string }[]
  const [{ message } = {}] = (await officer.get(`/v1/cases/${of}/messages`)).json.rows as { message: string }[]
  await officer.post(`/v1/messages/${message}/releases`, { purpose: 'VERIFY_ORIGIN', matter: of })
  const { rows } = (await operator.get(`/v1/operator/evidence?case=${of}`)).json as {
    rows: { data: object; kind: string }[]
  }
  for (const client of [officer, operator]) client.close()
  const use = rows.find(({ kind }) => kind === 'denial' || kind === 'release')
  if (!use) throw new Error('nothing was released or denied, so nobody knows whether there is a chain')
  return 'place' in use.data
}

const compared = (figures: readonly { readonly with: number; readonly without: number }[]) => ({
  ratio: round2(median(figures.map((each) => each.with / each.without))),
  /** The middle half of the rounds. */
  between: [0.25, 0.75].map((share) =>
    round2(
      at(
        figures.map((each) => each.with / each.without),
        share,
      ),
    ),
  ),
  ofAll: round2(sum(figures.map((each) => each.with)) / sum(figures.map((each) => each.without))),
  withMs: round2(median(figures.map((each) => each.with))),
  withoutMs: round2(median(figures.map((each) => each.without))),
})

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN
const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0)
