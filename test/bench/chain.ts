// What the chain a case adds to a release and to a message: with and without it in one run, alternately. And what a report of a thousand reads
// costs to make and to verify. That the chain adds no commit is counted, not measured: test/e2e/commits.test.ts.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { clientOf } from '../support/client.ts'
import { type Given, given, read } from '../support/story.ts'
import type { Ask } from './chain-child.ts'
import { cpuMs, undisturbed } from './machine.ts'
import { median, round2 } from './median.ts'
import { bytes, type Pair, startPair } from './pair.ts'
import { type Found, type Length, warmMessages } from './scenario.ts'

const without = ['--import', join(import.meta.dirname, 'without-chain.mjs')]
const releasesOfRound = 100
/** A case is read so often, so that none is longer at the end than at the beginning. */
const releasesOfCase = 25
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
  const decisions = await ofDecisions(rounds)
  const { messages, releases } = await ofPairs(rounds, ms)
  const { makeMs, verifyMs, fastestMs, reportCpuMs, ...rest } = decisions
  return {
    rows: {
      'a release at the national door, CPU of its gateway, with / without the chain, must ≤ 1.05': releases.ratio,
      'CPU of a release, ms: with, without': `${releases.withMs}, ${releases.withoutMs}`,
      'its decision and record alone, in a process without doors, with / without': rest.ratio,
      'CPU of these, ms: with, without': `${rest.withMs}, ${rest.withoutMs}`,
      'a message, CPU of both gateways, with / without, must ≤ 1.05': messages.ratio,
      'CPU of a message, ms: with, without': `${messages.withMs}, ${messages.withoutMs}`,
      'report of 1 000 reads, ms: made, verified; together must < 200': `${makeMs}, ${verifyMs}`,
      'the same, ms: fastest of both together; CPU': `${fastestMs}, ${reportCpuMs}`,
      'middle half of the rounds: releases, decisions, messages': [releases, rest, messages]
        .map(({ between }) => between.join(' to '))
        .join(', '),
      'one pair with the chain / the other: releases, messages': `${releases.same}, ${messages.same}`,
      'cores used by others, median of rounds': round2(
        median([...rest.others, ...messages.others, ...releases.others]),
      ),
    },
    json: { decisions, releases, messages },
  }
}

async function ofDecisions(rounds: number) {
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

/**
 * Of whole gateways, as their users have them. Two pairs of each kind: one process is faster than another that does the same, and by how much
 * says what a ratio is worth.
 */
async function ofPairs(rounds: number, ms: number) {
  const pairs: Kinds<Pair> = {
    with: [await startPair({}), await startPair({})],
    without: [await startPair({}, without), await startPair({}, without)],
  }
  const all = [...pairs.with, ...pairs.without]
  for (const { load } of all) await load.backlog(warmMessages)
  for (const pair of pairs.with) if (!(await chains(pair))) throw new Error('there is no chain where one is measured')
  for (const pair of pairs.without) if (await chains(pair)) throw new Error('the chain was not left out')
  const messages = await alternately(rounds, pairs, async ({ load }) => (await load.run(64, ms / 4)).cpuMs)
  for (const pair of all) await released(pair, 5 * releasesOfRound)
  const releases = await alternately(rounds, pairs, (pair) => released(pair, releasesOfRound))
  for (const pair of all) await pair.end()
  return { messages, releases }
}
type Kinds<Each> = Readonly<Record<'with' | 'without', readonly [Each, Each]>>

/** The same of all four, in short rounds; who comes first changes. */
async function alternately(rounds: number, pairs: Kinds<Pair>, cpuMsOf: CpuMsOf) {
  const pids = [...pairs.with, ...pairs.without].flatMap((pair) => pair.pids)
  const same: number[] = []
  let turn = 0
  const { figures, others } = await undisturbed(pairsOfRound * rounds, pids, async () => {
    turn += 1
    const taken = { with: [0, 0], without: [0, 0] }
    const order = [
      ['with', 0],
      ['without', 0],
      ['without', 1],
      ['with', 1],
    ] as const
    for (const [kind, which] of turn % 2 === 0 ? order : order.toReversed())
      taken[kind][which] = await cpuMsOf(pairs[kind][which])
    same.push(sum(taken.with.slice(0, 1)) / sum(taken.with.slice(1)))
    return { with: sum(taken.with) / 2, without: sum(taken.without) / 2 }
  })
  return { ...compared(figures), same: round2(median(same)), others }
}
type CpuMsOf = (pair: Pair) => Promise<number>

/**
 * A release as its reader has it: asked for at the door, decided, recorded, opened and answered.
 * @returns CPU of the gateway for each, in milliseconds
 */
async function released({ a, b, agreement, pids }: Pair, count: number): Promise<number> {
  const [asking, answering] = [clientOf(a), clientOf(b)]
  const sides = { a: { client: () => asking }, b: { client: () => answering }, agreement: { id: agreement } }
  const documents = [randomBytes(bytes), randomBytes(bytes)] as const
  const cases: Given[] = []
  while (cases.length < count / releasesOfCase) cases.push(await given(sides, documents, { terms: [open] }))
  const before = cpuMs(pids.slice(0, 1))
  for (const { case: id, items } of cases)
    for (let done = 0; done < releasesOfCase; done += 1) {
      const { status, octets } = await read(asking, items[0], id)
      if (status !== 200 || octets.length !== bytes) throw new Error(`${status} for a release`)
    }
  const spent = cpuMs(pids.slice(0, 1)) - before
  for (const client of [asking, answering]) client.close()
  return spent / count
}

/** What is read needs no acceptance. */
const open = { term: 'export', paragraph: '5.1 c', assurance: 'A', mode: 'open' }

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
