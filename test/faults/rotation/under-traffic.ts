// Every key of two gateways is rotated while both send: one after the other, then all together. Nobody agrees on an hour, and nothing is lost.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import { verifyBundle } from '../../../gateway/bundle/report/verify.ts'
import { clientOf } from '../../support/client.ts'
import { bulla } from '../../support/command-line.ts'
import { spawnGateway } from '../../support/gateways.ts'
import { type Installation, install, peer, scratch } from '../../support/installation.ts'
import { pacedTraffic, quantile, type Sent, type Traffic, untilSettled } from '../../support/paced-traffic.ts'
import { none, type Owner, type Row, row } from '../../support/rows.ts'
import { pause } from '../../support/traffic.ts'
import { withTrialCa } from '../../support/trial-ca.ts'
import { allKeys, command, keysNow, rotatedKeys, untilChanged, untilHeld } from './keys.ts'

export interface Extent {
  /** Messages that each side posts. */
  readonly perSecond: number
  readonly rounds: number
  /** How long nothing is rotated at first. */
  readonly calmMs: number
  /** Cases whose bundles are verified, of each side. */
  readonly bundles: number
}

type Sides = readonly [Installation, Installation]
type Both = readonly [Traffic, Traffic]

const warmMs = 2_000
/** How many messages are sent each way at first, whose bundles are made before anything is rotated. */
const oldPerSecond = 3
const settledWithinMs = 120_000
const entriesChecked = 500

/** Two gateways, each a process of its own. */
export async function underTraffic(t: Owner, extent: Extent): Promise<Row[]> {
  const { sides, agreement } = await twoGateways(t)
  const before = await exchangedBefore(sides, agreement)
  const both = sides.map((side, at) =>
    pacedTraffic(side, agreement, extent.perSecond, before.last[at]),
  ) as unknown as Both
  for (const { end } of both) t.teardown(end)
  await pause(warmMs)
  const firstKeys = await Promise.all(sides.map(keysNow))
  const calmAt = performance.now()
  await pause(extent.calmMs)
  const rotatingAt = performance.now()
  const thirds: Row[] = []
  for (let round = 0; round < extent.rounds; round += 1) {
    await oneAfterTheOther(sides)
    thirds.push(await together(sides))
  }
  const rotatedAt = performance.now()
  await Promise.all(both.map(({ stop }) => stop()))
  await untilSettled(both, settledWithinMs)
  const spans = { calmAt, rotatingAt, rotatedAt }
  return [
    ...paceOf(both, spans, extent),
    await othersRow(sides, firstKeys, extent),
    ...thirds,
    ...accountOf(both),
    none('dead letters', await deadLetters(sides), both[0].sent.length + both[1].sent.length, 'messages'),
    ...(await provenRows(sides, both, before, extent)),
    ...(await logRows(sides)),
  ]
}

async function twoGateways(t: Owner): Promise<{ sides: Sides; agreement: string }> {
  const folder = await scratch(t)
  const settings = { TLS_ISSUER: 'trial', NATIONAL_ISSUER: 'trial', SWEEP_EVERY_MS: 1_000, LOG_FILE: 'gateway.log' }
  const sides = [
    await install(join(folder, 'XA'), 'XA', { settings }),
    await install(join(folder, 'XB'), 'XB', { settings }),
  ] as const
  const { id } = await peer(...sides)
  for (const side of sides) await withTrialCa(side)
  for (const side of sides) await spawnGateway(t, side)
  return { sides, agreement: id }
}

interface Before {
  readonly cases: readonly string[]
  readonly bundles: readonly Exported[]
  /** Of each side, the number of its last event. */
  readonly last: readonly number[]
}

/** Some cases each way, and their bundles, before anything else happens. */
async function exchangedBefore(sides: Sides, agreement: string): Promise<Before> {
  const both = sides.map((side) => pacedTraffic(side, agreement, oldPerSecond)) as unknown as Both
  await pause(warmMs)
  await Promise.all(both.map(({ stop }) => stop()))
  await untilSettled(both, settledWithinMs)
  await Promise.all(both.map(({ end }) => end()))
  const cases = both.flatMap(({ sent }) => sent.map((each) => each.case))
  return { cases, bundles: await bundlesOf(sides, cases), last: both.map(({ last }) => last()) }
}

async function oneAfterTheOther(sides: Sides): Promise<void> {
  for (const { key, rotate, finish } of rotatedKeys)
    for (const side of sides) {
      const before = (await keysNow(side)).get(key)
      await command(side, rotate)
      await untilChanged(side, key, before)
      await untilHeld(side)
      if (finish) await command(side, finish)
      await untilHeld(side)
    }
}

/** @returns whether a key was made beside two others, which nobody needs. */
async function together(sides: Sides): Promise<Row> {
  const before = await Promise.all(sides.map(keysNow))
  await Promise.all(
    sides.map(async (side, at) => {
      for (const words of allKeys.rotate) await command(side, words)
      for (const { key } of rotatedKeys) await untilChanged(side, key, before[at]?.get(key))
    }),
  )
  const third = await bulla(sides[0].folder, ['keys', 'rotate', 'signing'])
  for (const side of sides) await untilHeld(side)
  await Promise.all(sides.map((side) => command(side, allKeys.finish)))
  for (const side of sides) await untilHeld(side)
  return row(
    'a third key of one use is refused',
    third.err.split('\n')[0] ?? '',
    third.exit === 1 && /still in use/.test(third.err),
  )
}

/** Every key is another one than at first. */
async function othersRow(
  sides: Sides,
  first: readonly ReadonlyMap<string, string>[],
  { rounds }: Extent,
): Promise<Row> {
  const now = await Promise.all(sides.map(keysNow))
  const same = sides.flatMap(({ member }, at) =>
    [...(now[at] ?? [])].filter(([key, kid]) => first[at]?.get(key) === kid).map(([key]) => `${member} ${key}`),
  )
  const cards = await Promise.all(sides.map(async ({ folder }) => (await bulla(folder, ['card', '--json'])).json))
  const numbers = cards.map(({ sequence }) => sequence).join(' and ')
  const what = `every key is another one, ${rounds} times one after the other and ${rounds} times all together`
  const { found, passed } = none(what, same, sides.length * rotatedKeys.length, 'keys are as at first')
  return row(what, `${found}; the cards are number ${numbers}`, passed)
}

interface Spans {
  readonly calmAt: number
  readonly rotatingAt: number
  readonly rotatedAt: number
}

function paceOf(both: Both, { calmAt, rotatingAt, rotatedAt }: Spans, { perSecond }: Extent): Row[] {
  const [failed, posted] = [both.flatMap((side) => side.failed), both.flatMap(({ sent }) => sent).length]
  const calm = figuresOf(both, calmAt, rotatingAt)
  const during = figuresOf(both, rotatingAt, rotatedAt)
  const rates = `${calm.rate} before, ${during.rate} during ${Math.round((rotatedAt - rotatingAt) / 1000)} s of rotation`
  return [
    // How fast the machine is decides nothing: it is told.
    row(`messages a second and side, of ${perSecond} wanted`, rates, during.rate > 0),
    row('until a message is accepted, p50 / p99', `${calm.answered} before, ${during.answered} during`, posted > 0),
    row('until its receipt is here, p50 / p99', `${calm.receipted} before, ${during.receipted} during`, posted > 0),
    none('failed requests', failed, posted + failed.length, 'requests'),
  ]
}

function figuresOf(both: Both, fromAt: number, toAt: number) {
  const of = both.flatMap(({ sent, receiptedAt }) =>
    sent
      .filter(({ postedAt }) => postedAt >= fromAt && postedAt < toAt)
      .map(({ postedAt, answeredAt, message }) => ({
        answeredMs: answeredAt - postedAt,
        receiptedMs: (receiptedAt.get(message) ?? Number.POSITIVE_INFINITY) - postedAt,
      })),
  )
  const spread = (durations: readonly number[]) =>
    `${Math.round(quantile(durations, 0.5))} / ${Math.round(quantile(durations, 0.99))} ms`
  return {
    rate: Math.round((of.length * 10_000) / (toAt - fromAt) / both.length) / 10,
    answered: spread(of.map(({ answeredMs }) => answeredMs)),
    receipted: spread(of.map(({ receiptedMs }) => receiptedMs)),
  }
}

/** Each message arrived, once, and its receipt came. */
function accountOf([a, b]: Both): Row[] {
  const ways = [
    [a, b],
    [b, a],
  ] as const
  const all = ways.flatMap(([from, to]) => from.sent.map(({ message }) => ({ message, from, to })))
  const lost = all.filter(({ message, to }) => !to.received.has(message))
  const bare = all.filter(({ message, from }) => !from.delivered.has(message))
  const twice = all.filter(({ message, to }) => (to.received.get(message) ?? 0) > 1)
  const ids = (messages: readonly { message: string }[]) => messages.map(({ message }) => message)
  return [
    none('statements lost', ids(lost), all.length, 'statements'),
    none('statements without a receipt', ids(bare), all.length, 'statements'),
    none('statements with two effects', ids(twice), all.length, 'statements'),
  ]
}

async function deadLetters(sides: Sides): Promise<string[]> {
  const found: string[] = []
  for (const side of sides) {
    const client = clientOf(side, 'operator')
    for (const state of ['refused', 'expired', 'cancelled']) {
      const { json } = await client.get(`/v1/operator/deliveries?state=${state}&limit=200`)
      for (const { delivery, problem } of json['rows'] as { delivery: string; problem: string }[])
        found.push(`${side.member} ${state} ${problem} ${delivery}`)
    }
    client.close()
  }
  return found
}

/** Cases from the whole time, evenly, of each side. */
const sampleOf = (sent: readonly Sent[], count: number): string[] =>
  Array.from(
    { length: Math.min(count, sent.length) },
    (_, at) => sent[Math.floor((at * sent.length) / count)]?.case ?? '',
  )

interface Exported {
  readonly member: string
  readonly octets: Uint8Array
}

/** Of each case a bundle by each side. */
async function bundlesOf(sides: Sides, cases: readonly string[]): Promise<Exported[]> {
  const exported: Exported[] = []
  for (const side of sides) {
    const client = clientOf(side)
    for (const id of cases) {
      const { status, octets } = await client.get(`/v1/cases/${id}/bundle`)
      if (status !== 200) throw new Error(`${side.member} exports case ${id}: ${status} ${octets}`)
      exported.push({ member: side.member, octets })
    }
    client.close()
  }
  return exported
}

async function provenRows(sides: Sides, both: Both, before: Before, extent: Extent): Promise<Row[]> {
  const words = Object.fromEntries(sides.map(({ member, card }) => [member, fingerprint(card as Card)]))
  const again = await bundlesOf(sides, before.cases)
  const sample = await bundlesOf(
    sides,
    both.flatMap(({ sent }) => sampleOf(sent, extent.bundles)),
  )
  const [old, later, whole] = [
    await verified(before.bundles, words),
    await verified(again, words),
    await verified(sample, words),
  ]
  const checks = await Promise.all(sides.map(newestChecked))
  const faults = checks.flatMap((each) => each.faults)
  const checked = checks.reduce((sum, each) => sum + each.checked, 0)
  return [
    none('old bundles that do not verify with the first words', old.faults, old.statements, 'statements'),
    none('old cases whose bundles of now do not', later.faults, later.statements, 'statements'),
    none(
      `statements of the whole time that do not, in ${sample.length} bundles`,
      whole.faults,
      whole.statements,
      'statements',
    ),
    none('newest entries of both logs that do not fit their stores', faults, checked, 'entries'),
  ]
}

/** The newest of its entries, held against its log; all of them would take minutes. */
async function newestChecked(side: Installation) {
  const client = clientOf(side, 'operator')
  const slice = async (after: number) =>
    (await client.get(`/v1/operator/evidence/check?after=${after}&limit=${entriesChecked}`)).json as {
      checked: number
      size: number
      faults: unknown[]
    }
  const { size } = await slice(0)
  const newest = await slice(Math.max(0, size - entriesChecked))
  client.close()
  return newest
}

async function verified(bundles: readonly Exported[], fingerprints: Record<string, readonly string[]>) {
  const faults: string[] = []
  let statements = 0
  for (const { member, octets } of bundles) {
    const report = await verifyBundle(octets, { fingerprints, nowMs: Date.now() })
    statements += report.statements.length
    faults.push(...report.faults.map(({ code }) => `bundle of ${member}: ${code}`))
    if (report.faults.length === 0 && !report.ok) faults.push(`bundle of ${member}: the words are of other cards`)
  }
  return { faults, statements }
}

/** What an operator would have to look at; and what went again by itself, which is told. */
async function logRows(sides: Sides): Promise<Row[]> {
  const texts = await Promise.all(sides.map(({ folder }) => readFile(join(folder, 'gateway.log'), 'utf8')))
  const lines = texts
    .flatMap((text) => text.trim().split('\n'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  const ours = ['gateway.failed', 'log.alarm', 'trust.forked', 'card.foreign', 'receipt.invalid', 'key.expired']
  const faults = lines.filter(({ event }) => ours.includes(String(event))).map((line) => JSON.stringify(line))
  const again = new Map<string, number>()
  for (const { event, problem } of lines)
    if (event === 'delivery.attempt.failed') again.set(String(problem), (again.get(String(problem)) ?? 0) + 1)
  const times = [...again].map(([problem, count]) => `${count} ${problem}`).join(', ')
  return [
    none('faults that the logs tell of', faults, lines.length, 'lines'),
    row('attempts that were made again', times || 'none', true),
  ]
}
