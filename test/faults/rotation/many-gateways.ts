// Many gateways in one process, each with four partners, rotate every key once, all at the same time, while each sends to each partner:
// before, while keys are announced, and after the old ones are gone. Real flows, real keys and cards; the line and the stores are simulated.
import { join } from 'node:path'
import { readKeys } from '../../../adapters/keys/files.ts'
import { refreshOwnCard } from '../../../gateway/installation/own-card.ts'
import { destroyRetired } from '../../../gateway/installation/retired.ts'
import type { Client } from '../../../gateway/ports/doors/national.ts'
import { requestBody } from '../../support/bodies.ts'
import { agreementBetween, type Installation, install, peer, scratch } from '../../support/installation.ts'
import { none, type Owner, type Row, row } from '../../support/rows.ts'
import { type Simulated, simulate } from '../../support/simulated-gateway.ts'
import { openNetwork } from '../../support/simulated-line.ts'
import { pause } from '../../support/traffic.ts'
import { withTrialCa } from '../../support/trial-ca.ts'
import { command, keysNow } from './keys.ts'

/** To the right in the ring, and as many to the left. */
const neighbours = [1, 2]
/** So many at once make keys or begin. */
const atOnce = 8
const patienceMs = 600_000
/** What comes again and again without any rotation would be most of what one process for all has to do. */
const quiet = { SWEEP_EVERY_MS: 3_600_000, CRL_EVERY_MS: 3_600_000 }
const officer: Client = { id: 'officer', offices: ['HQ'], roles: ['submit', 'read'] }
/** Keys that lie in the folder of a gateway without doors are rotated as well, but for that of the national door. */
const rotated = ['tls', 'signing', 'encryption'] as const

export async function manyGateways(t: Owner, { gateways: count }: { gateways: number }): Promise<Row[]> {
  const installations = await installed(t, count)
  const network = openNetwork()
  const gateways = await inPieces(installations, async (installation) => {
    const gateway = await simulate(installation, network)
    t.teardown(gateway.close)
    return gateway
  })
  await until(() => gateways.every(holdsAll(1)), 'every partner holds every card')
  const calls = [...network.calls]
  const firstKeys = await Promise.all(installations.map(keysNow))
  const failed: string[] = []
  const send = () => inPieces(gateways, (gateway) => sendToAll(gateway, failed))

  const posted = await send()
  const begunAt = performance.now()
  await inPieces(installations, (installation) => command(installation, ['keys', 'rotate', 'all']))
  posted.push(...(await send()))
  await until(() => gateways.every(holdsAll(2)), 'every partner holds every card with both keys')
  await inPieces(installations, letGo)
  posted.push(...(await send()))
  await until(() => gateways.every(holdsAll(3)), 'every partner holds every card with the new keys alone')
  const tookS = Math.round((performance.now() - begunAt) / 1000)
  const messages = posted.flat()
  const arrived = await untilArrived(gateways, messages.length)

  const same = (await Promise.all(installations.map(keysNow))).flatMap((keys, at) =>
    rotated
      .filter((key) => keys.get(key) === firstKeys[at]?.get(key))
      .map((key) => `${installations[at]?.member} ${key}`),
  )
  const made = new Map([...network.calls].map(([what, times]) => [what, times - (new Map(calls).get(what) ?? 0)]))
  return [
    none(`keys as at first, after ${tookS} s`, same, count * rotated.length, 'keys'),
    none('failed submissions', failed, messages.length + failed.length, 'submissions'),
    none('messages that did not arrive', missing(messages, arrived), messages.length, 'messages'),
    none('dead letters', await deadLetters(gateways), messages.length, 'messages'),
    none('failures that a gateway tells of', gateways.flatMap(failuresOf), count, 'gateways'),
    row(`calls between ${count} gateways with four partners each`, callsIn(made), made.size > 0),
  ]
}

async function installed(t: Owner, count: number): Promise<Installation[]> {
  const folder = await scratch(t)
  const members = Array.from({ length: count }, (_, at) => `XA${String(at).padStart(3, '0')}`)
  const made = await inPieces(members, async (member) => {
    const installation = await install(join(folder, member), member, { settings: quiet })
    await withTrialCa(installation)
    return installation
  })
  for (const [at, one] of made.entries())
    for (const step of neighbours) {
      const other = made[(at + step) % count]
      if (other) await peer(one, other, agreementBetween(one, other))
    }
  return made
}

/** Every partner is known to hold the card of this number. */
const holdsAll =
  (sequence: number) =>
  ({ holders, trust }: Simulated): boolean =>
    [...trust().partners.keys()].every((member) => holders.heldBy(member)?.sequence === sequence)

/** One message to each partner; their ids. */
async function sendToAll({ flows, trust, installation: { member } }: Simulated, failed: string[]): Promise<string[]> {
  const sent: string[] = []
  for (const [agreement, { partner }] of trust().agreements) {
    const ask = {
      case: null,
      agreement,
      office: 'HQ',
      body: requestBody({ matter: `to ${partner}` }) as never,
      items: [],
    }
    try {
      const { answer } = await flows.national.submit(officer, ask, null)
      sent.push(String(answer.message))
    } catch (error) {
      failed.push(`${member} to ${partner}: ${error}`)
    }
  }
  return sent
}

/** What `bulla keys rotate all --finish` does once everybody holds the card, which the caller has seen. */
async function letGo({ member, folder }: Installation): Promise<void> {
  await destroyRetired(folder, rotated, Date.now())
  await refreshOwnCard(member, { folder, readKeys, now: Date.now })
}

/** Ids of messages that came in, by the events of all offices. */
async function untilArrived(gateways: readonly Simulated[], count: number): Promise<Map<string, number>> {
  const arrived = new Map<string, number>()
  const seen = new Map<Simulated, number>()
  const look = async () => {
    for (const gateway of gateways) {
      const events = await gateway.flows.national.events(officer, seen.get(gateway) ?? 0, 1000)
      for (const { kind, message } of events)
        if (kind === 'message.received' && message !== null) arrived.set(message, (arrived.get(message) ?? 0) + 1)
      seen.set(gateway, events.at(-1)?.seq ?? seen.get(gateway) ?? 0)
    }
  }
  for (
    const endAt = performance.now() + patienceMs;
    arrived.size < count && performance.now() < endAt;
    await pause(200)
  )
    await look()
  return arrived
}

/** Or that arrived twice. */
const missing = (messages: readonly string[], arrived: ReadonlyMap<string, number>): string[] =>
  messages.filter((message) => arrived.get(message) !== 1)

async function deadLetters(gateways: readonly Simulated[]): Promise<string[]> {
  const states = ['refused', 'expired', 'cancelled'] as const
  const found = await Promise.all(
    gateways.flatMap(({ flows, installation: { member } }) =>
      states.map(async (state) => {
        const { rows } = await flows.operator.deliveries({ state, limit: 100 })
        return rows.map(({ partner, problem }) => `${member} to ${partner}: ${problem}`)
      }),
    ),
  )
  return found.flat()
}

/** What its log tells of that an operator would have to look at. */
const failuresOf = ({ failures, told, installation: { member } }: Simulated): string[] => [
  ...failures,
  ...[
    'gateway.failed',
    'trust.refused',
    'trust.forked',
    'card.foreign',
    'card.refused',
    'receipt.invalid',
    'log.alarm',
    'envelope.rejected',
  ]
    .filter((event) => told.has(event))
    .map((event) => `${member} ${event} ${told.get(event)} times`),
]

const callsIn = (made: ReadonlyMap<string, number>): string =>
  [...made]
    .filter(([, times]) => times > 0)
    .map(([what, times]) => `${times} ${what}`)
    .join(', ')

async function until(done: () => boolean, what: string): Promise<void> {
  for (const endAt = performance.now() + patienceMs; !done(); await pause(100))
    if (performance.now() > endAt) throw new Error(`it is not so after ${patienceMs} ms that ${what}`)
}

async function inPieces<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (let at = 0; at < all.length; at += atOnce)
    done.push(...(await Promise.all(all.slice(at, at + atOnce).map(work))))
  return done
}
