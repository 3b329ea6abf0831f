// A thief has the TLS key and the signing key of XB, and XC helps it. XB rolls its keys over meanwhile. Then the thief has the next key too.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDirectory } from '../../../config/directory.ts'
import { believedAgain, newestIn } from '../../../crypto/card/chain.ts'
import { requestBody } from '../../support/bodies.ts'
import { type Gateway, start } from '../../support/gateways.ts'
import { agreementBetween, type Installation, install, peer, scratch } from '../../support/installation.ts'
import { type Followed, nextCard, signersOf } from '../../support/next-card.ts'
import { makeNext } from '../../support/parties.ts'
import { knock, lineBetween } from '../../support/partner-client.ts'
import { none, type Owner, type Row, row, within } from '../../support/rows.ts'
import { kindsOfTries, type Thief, type Try, takeovers } from '../../support/takeover.ts'
import { pause } from '../../support/traffic.ts'
import { withTrialCa } from '../../support/trial-ca.ts'
import { command, untilHeld } from './keys.ts'

/** How often XB makes a card while the thief tries. */
const races = 5

interface Scene {
  readonly a: Gateway
  readonly b: Gateway
  readonly c: Gateway
  /** Id of the agreement of XB with XC. */
  readonly agreement: string
}

export async function stolenKey(t: Owner, { tries }: { tries: number }): Promise<Row[]> {
  const scene = await threeGateways(t)
  const { a, b, c } = scene
  const thief: Thief = {
    signWith: (await signersOf(b.installation)).signWith,
    own: await makeNext(),
    helpers: (await signersOf(c.installation)).by,
  }
  const answers = await tryAll(scene, thief, tries)
  const taken = answers.filter(({ status }) => status < 400).map(({ what }) => what)
  const genuine = await cardsMade(b.installation)
  const held = await Promise.all([a, c].map(({ installation }) => heldOf(installation, 'XB')))
  const strange = held.filter((jws) => !genuine.includes(jws))
  return [
    none(`takeovers that were taken, of ${kindsOfTries} kinds`, taken, answers.length, 'tries'),
    none(`partners with a card that XB did not make, after its ${genuine.length}`, strange, held.length, 'partners'),
    ...(await forked(scene)),
  ]
}

async function threeGateways(t: Owner): Promise<Scene> {
  const folder = await scratch(t)
  const installed = async (member: string) => {
    const made = await install(join(folder, member), member)
    await withTrialCa(made)
    return made
  }
  const [a, b, c] = [await installed('XA'), await installed('XB'), await installed('XC')]
  const { id } = await peer(b, c, agreementBetween(b, c))
  await peer(a, b, agreementBetween(a, b))
  await peer(a, c, agreementBetween(a, c))
  return { a: await start(t, a), b: await start(t, b), c: await start(t, c), agreement: id }
}

/** All that are wanted, while XB goes from card to card. */
async function tryAll({ a, b, c }: Scene, thief: Thief, tries: number) {
  const answers: { what: string; status: number }[] = []
  const batches = Math.ceil(tries / kindsOfTries)
  const lines = {
    thief: lineBetween(b.installation, a.installation),
    helper: lineBetween(c.installation, a.installation),
  }
  const show = async ({ what, by, path, body }: Try) => {
    const ask = { method: 'POST', path, headers: { 'content-type': 'application/jose' }, body }
    // Whatever becomes of a connection: it is tried again until XA has answered.
    for (;;) {
      const answer = await knock(lines[by], ask)
      if (!('status' in answer)) continue
      answers.push({ what, status: answer.status })
      return
    }
  }
  for (let batch = 0; batch < batches; batch += 1) {
    const jws = await heldOf(a.installation, 'XB')
    const shown = await takeovers({ jws, card: (await believedAgain(jws)).card }, thief, batch)
    // The card of XB is on its way to XA while the thief shows others of the same number.
    const racing = batch % Math.max(1, Math.floor(batches / races)) === 0
    const rolled = racing ? rollOver(b.installation) : undefined
    await Promise.all(shown.map(show))
    await rolled
  }
  return answers
}

async function rollOver(side: Installation): Promise<void> {
  await command(side, ['card', 'refresh'])
  await untilHeld(side)
}

/**
 * The thief has the next key of XB as well and shows its card to XC first. The next receipt of XC
 * says so, and what XB makes then proves it.
 */
async function forked({ a, b, c, agreement }: Scene): Promise<Row[]> {
  const forged = await nextOf(b.installation)
  const line = lineBetween(b.installation, c.installation)
  const headers = { 'content-type': 'application/jose' }
  const shown = await knock(line, { method: 'POST', path: '/v1/card', headers, body: forged.jws })
  const before = (await told(b.installation, 'delivery.delivered')).length
  const sent = await b.client().post('/v1/cases', { agreement, office: 'HQ', body: requestBody({}) })
  const foreign = await firstOf(b.installation, 'card.foreign')
  const receipts = (await told(b.installation, 'delivery.delivered')).filter(
    ({ at }) => String(at) <= String(foreign['at']),
  )
  const madeAt = performance.now()
  await command(b.installation, ['card', 'refresh'])
  await Promise.all([a, c].map(({ installation }) => firstOf(installation, 'trust.forked')))
  return [
    row(
      'a card of the thief, signed by a stolen next key, is taken by XC',
      JSON.stringify('status' in shown && shown.status),
      'status' in shown && shown.status === 200,
    ),
    row(
      'XB is told of it by the next receipt of XC',
      `after ${receipts.length - before + 1} receipt`,
      sent.status === 202 && receipts.length - before <= 1,
    ),
    within('every partner has the proof of both cards, once XB has made its own', performance.now() - madeAt, 30_000),
  ]
}

async function nextOf(of: Installation): Promise<Followed> {
  const own = (await openDirectory(of.folder).ownCard()) ?? ''
  const { card } = await believedAgain(newestIn(own))
  return nextCard(card, await signersOf(of), { name: `${card.name}, by a thief` })
}

const heldOf = async ({ folder }: Installation, member: string): Promise<string> =>
  newestIn((await openDirectory(folder).listPartners()).find((each) => each.member === member)?.card ?? '')

/** Every card of its own, one JWS each. */
const cardsMade = async ({ folder }: Installation): Promise<string[]> =>
  ((await openDirectory(folder).ownCard()) ?? '').split('\n')

async function told({ folder }: Installation, event: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(join(folder, 'gateway.log'), 'utf8')).trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['event'] === event)
}

const patienceMs = 60_000

async function firstOf(of: Installation, event: string): Promise<Record<string, unknown>> {
  for (const endAt = performance.now() + patienceMs; performance.now() < endAt; await pause(50)) {
    const [found] = await told(of, event)
    if (found) return found
  }
  throw new Error(`${of.member} does not say ${event}`)
}
