// `bulla keys revoke` beside two gateways that run: how soon nobody takes what a stolen key makes.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { believedAgain, newestIn } from '../../crypto/card/chain.ts'
import { utf8 } from '../../crypto/octets.ts'
import { bulla } from '../support/command-line.ts'
import { type Gateway, installedPair, start } from '../support/gateways.ts'
import { holdOpen, keptAgent, knock, lineBetween } from '../support/partner-client.ts'
import { senderOf } from '../support/sender.ts'
import { withTrialCa } from '../support/trial-ca.ts'

/** With `unasked` XB looks at no list of XA: only the card tells it. */
async function running(t: Test, unasked = false) {
  const { a, b, agreement } = await installedPair(t)
  for (const side of [a, b]) await withTrialCa(side)
  if (unasked) await openDirectory(b.folder).setPartnerRevocation('XA', { check: 'off' })
  const [other, gateway] = [await start(t, b), await start(t, a)]
  const works = async (from: Gateway, member: string) =>
    (await from.client('operator').ask('POST', `/v1/operator/partners/${member}/test`)).status
  return { a, b, agreement, gateway, other, works }
}

/** Resolves with the milliseconds that it took. */
async function until(done: () => Promise<boolean>): Promise<number> {
  const startedMs = Date.now()
  while (!(await done())) {
    if (Date.now() - startedMs > 60_000) throw new Error('it did not come within a minute')
    await wait(50)
  }
  return Date.now() - startedMs
}

const heldOf = async (folder: string, member: string) => {
  const partners = await openDirectory(folder).listPartners()
  const { card = '' } = partners.find((each) => each.member === member) ?? {}
  return (await believedAgain(newestIn(card))).card
}

t.test(
  'what a revoked signing key seals is refused within a minute, by the card alone',
  { timeout: 540_000 },
  async (t) => {
    const { a, b, agreement, gateway, other, works } = await running(t, true)
    const thief = await senderOf(a, b, agreement)
    t.match(await thief.deliver([await thief.make()]), {}, 'before, it is taken')
    const kid = a.card.signing[0]?.kid ?? ''
    const startedMs = Date.now()
    const { exit, err } = await bulla(a.folder, ['keys', 'revoke', 'signing'])
    t.equal(exit, 0, err)
    const refused = async () => {
      const sealed = await thief.seal([(await thief.make()).message])
      const answer = await thief.post([utf8(sealed.envelope)])
      return 'status' in answer && answer.status !== 200
    }
    await until(refused)
    const tookMs = Date.now() - startedMs
    t.ok(tookMs < 60_000, `refused ${tookMs} ms after the command was typed`)
    t.comment(`a revoked signing key is refused after ${tookMs} ms`)
    t.match((await heldOf(b.folder, 'XA')).revoked, [{ kid }])
    const log = await readFile(join(b.folder, 'gateway.log'), 'utf8')
    t.match(log, new RegExp(`"event":"key.revoked","member":"XA","kid":"${kid}"`), 'and our people are told')
    t.equal(await refused(), true)
    await until(async () => (await works(gateway, 'XB')) === 200)
    t.equal(await works(other, 'XA'), 200, 'the exchange goes on with the new key')
  },
)

t.test('a revoked encryption key is used by nobody any more', { timeout: 540_000 }, async (t) => {
  const { a, b, other, works } = await running(t)
  const old = a.card.encryption[0]?.kid
  t.equal((await bulla(a.folder, ['keys', 'revoke', 'encryption'])).exit, 0)
  const tookMs = await until(async () => (await heldOf(b.folder, 'XA')).encryption[0]?.kid !== old)
  t.comment(`a revoked encryption key is out of use after ${tookMs} ms`)
  t.match(await heldOf(b.folder, 'XA'), { revoked: [{ kid: old }] })
  await until(async () => (await works(other, 'XA')) === 200)
})

t.test('connections under a revoked TLS certificate end within a minute', { timeout: 540_000 }, async (t) => {
  const { a, b, gateway, other, works } = await running(t)
  const line = lineBetween(a, b)
  const agent = keptAgent(line)
  t.teardown(() => agent.destroy())
  t.match(await knock(line, {}, agent), { status: 200 })
  const { closed } = await holdOpen(line)
  const startedMs = Date.now()
  const { exit, err } = await bulla(a.folder, ['keys', 'revoke', 'tls'])
  t.equal(exit, 0, err)
  await closed
  const tookMs = Date.now() - startedMs
  t.ok(tookMs < 60_000, `closed ${tookMs} ms after the command was typed`)
  t.comment(`a connection under a revoked TLS certificate is closed after ${tookMs} ms`)
  t.match(await knock(line), { error: String }, 'a new one is refused')
  t.match(await knock(line, {}, agent), { error: String }, 'and the kept one')
  await until(async () => (await works(gateway, 'XB')) === 200 && (await works(other, 'XA')) === 200)
})
